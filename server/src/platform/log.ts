// The log: one line of JSON per event. Secrets and people's words are left out by name.
import { pino, stdSerializers, type DestinationStream, type Logger } from "pino";
import { redact } from "./database/redaction.ts";

export type Log = Logger;

/** Writes to standard output, or to what is given. */
export function makeLog(level: string, to?: DestinationStream): Log {
  const options = {
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
  };
  return to === undefined ? pino(options) : pino(options, to);
}

/** An error as pino writes it, without the credentials that an address in its words may hold. */
function withoutCredentials(error: unknown): unknown {
  if (!(error instanceof Error)) return typeof error === "string" ? redact(error) : error;
  const { message, stack, ...rest } = stdSerializers.err(error);
  return { ...rest, message: redact(message), stack: redact(stack) };
}
