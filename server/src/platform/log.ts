// The log: one line of JSON per event. Secrets and people's words are left out by name.
import { pino, stdSerializers, type Logger } from "pino";
import { redact } from "./database/redaction.ts";

export type Log = Logger;

export function makeLog(level: string): Log {
  return pino({
    level,
    serializers: { err: withoutCredentials, why: (value: unknown) => redact(String(value)) },
    redact: {
      paths: [
        "req.headers.cookie",
        "req.headers.authorization",
        'res.headers["set-cookie"]',
        "*.password",
        "*.email",
      ],
      censor: "[redacted]",
    },
  });
}

/** An error as pino writes it, without the credentials that an address in its words may hold. */
function withoutCredentials(error: unknown): unknown {
  if (!(error instanceof Error)) return typeof error === "string" ? redact(error) : error;
  const { message, stack, ...rest } = stdSerializers.err(error);
  return { ...rest, message: redact(message), stack: redact(stack) };
}
