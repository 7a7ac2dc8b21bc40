// The log: one line of JSON per event. Secrets and people's words are left out by name.
import { pino, type Logger } from "pino";

export type Log = Logger;

export function makeLog(level: string): Log {
  return pino({
    level,
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
