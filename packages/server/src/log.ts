// The process's log: JSON lines on stderr, so that stdout stays for what people read. Secrets are struck out twice: by the names of their fields, whole
// objects too, and in the finished line by name at any depth and by the text of every secret that this process holds.

import { type DestinationStream, destination, type Logger, pino } from "pino"
import { errorFacts } from "./error-facts.ts"
import { HeldSecrets, SECRET_FIELDS } from "./secrets.ts"

export const LOG_LEVELS = ["debug", "info", "warn", "error", "silent"] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

export interface LogOptions {
  readonly level: LogLevel
  readonly secrets?: HeldSecrets
  readonly sink?: DestinationStream
}

export function openLog({
  level,
  secrets = new HeldSecrets(),
  sink = destination({ dest: 2, sync: true }),
}: LogOptions): Logger {
  const paths = SECRET_FIELDS.flatMap((field) => {
    const last = `["${field}"]`
    return [last, `*${last}`, `*.*${last}`]
  })
  return pino(
    {
      level,
      base: null,
      redact: { paths, censor: "[secret]" },
      // Under both names: what code calls it must not decide whether its message is seen.
      serializers: { err: errorFacts, error: errorFacts },
      hooks: { streamWrite: (line) => secrets.strike(line) },
    },
    sink,
  )
}
