// The process's log: JSON lines on stderr, so that stdout stays for what people read. Secrets are struck out by the names of their fields.

import { type DestinationStream, destination, type Logger, pino } from "pino"

/** Fields that never appear, at the top and one or two levels down. */
const SECRET_FIELDS = [
  "authorization",
  "cookie",
  "token",
  "apiKey",
  "secretKey",
  "secret",
  "passphrase",
  "signature",
  'headers["OK-ACCESS-KEY"]',
  'headers["OK-ACCESS-SIGN"]',
  'headers["OK-ACCESS-PASSPHRASE"]',
]

export const LOG_LEVELS = ["debug", "info", "warn", "error", "silent"] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

export function openLog(level: LogLevel, sink: DestinationStream = destination({ dest: 2, sync: true })): Logger {
  const paths = SECRET_FIELDS.flatMap((field) =>
    field.includes("[") ? [field] : [field, `*.${field}`, `*.*.${field}`],
  )
  return pino({ level, base: null, redact: { paths, censor: "[secret]" } }, sink)
}
