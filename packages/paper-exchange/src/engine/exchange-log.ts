// The exchange's own record of what it did: numbered without gaps, append-only, the truth that a test compares a client with.
// The newest KEPT records stay in memory; older ones are dropped (their numbers stay used).

export type LogRecord = Readonly<Record<string, unknown>> & {
  readonly seq: number
  readonly ts: number
  readonly type: LogType
}

export type LogType =
  | "exchange-started"
  | "request-received"
  | "request-refused"
  | "request-dropped"
  | "reply-lost"
  | "reply-replaced"
  | "request-delayed"
  | "order-accepted"
  | "order-refused"
  | "order-filled"
  | "order-cancelled"
  | "order-amended"
  | "amend-failed"
  | "cancel-refused"
  | "amend-refused"
  | "fill"
  | "pushes-dropped"
  | "pushes-delayed"
  | "pushes-duplicated"
  | "connection-opened"
  | "connection-closed"
  | "logged-in"
  | "login-refused"
  | "fault-set"
  | "faults-cleared"
  | "clock-moved"
  | "external-trade"
  | "cancel-timer-set"
  | "cancel-timer-fired"

export interface ExchangeLog {
  append(ts: number, type: LogType, facts: Readonly<Record<string, unknown>>): LogRecord
  /** Records with seq >= fromSeq, oldest first, at most `limit`. */
  read(fromSeq: number, limit: number): LogRecord[]
  readonly nextSeq: number
}

const KEPT = 100_000

export function createExchangeLog(saved: readonly LogRecord[] = []): ExchangeLog {
  const records: LogRecord[] = [...saved]
  let nextSeq = (records.at(-1)?.seq ?? 0) + 1
  return {
    append(ts, type, facts) {
      const record: LogRecord = { seq: nextSeq++, ts, type, ...facts }
      records.push(record)
      // Dropping in blocks keeps the cost per record constant.
      if (records.length >= 2 * KEPT) records.splice(0, records.length - KEPT)
      return record
    },
    read(fromSeq, limit) {
      const first = records[0]?.seq ?? nextSeq
      const from = Math.max(0, fromSeq - first)
      return records.slice(from, from + limit)
    },
    get nextSeq() {
      return nextSeq
    },
  }
}
