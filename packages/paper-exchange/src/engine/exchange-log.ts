// The exchange's own record of what it did: numbered without gaps, append-only, the truth that a test compares a client with.
// What each record holds is said in the package's README. The newest stay in memory; older ones are dropped (their numbers
// stay used), so whoever needs every one takes them as they are written.

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
  | "reply-delayed"
  | "request-delayed"
  | "request-expired"
  | "item-replaced"
  | "order-accepted"
  | "order-refused"
  | "order-filled"
  | "order-cancelled"
  | "cancel-taken"
  | "order-amended"
  | "amend-taken"
  | "amend-failed"
  | "cancel-refused"
  | "amend-refused"
  | "fill"
  | "fee-corrected"
  | "funding-charged"
  | "margin-moved"
  | "leverage-set"
  | "position-mode-set"
  | "account-level-set"
  | "deficit-covered"
  | "surplus-kept"
  | "contract-delivered"
  | "position-delivered"
  | "contract-listed"
  | "pushes-dropped"
  | "pushes-delayed"
  | "pushes-duplicated"
  | "pushes-altered"
  | "channel-muted"
  | "connection-opened"
  | "connection-closed"
  | "logged-in"
  | "login-refused"
  | "fault-set"
  | "faults-cleared"
  | "clock-moved"
  | "clock-skewed"
  | "external-trade"
  | "cancel-timer-set"
  | "cancel-timer-fired"
  | "algo-accepted"
  | "algo-refused"
  | "algo-amended"
  | "algo-amend-refused"
  | "algo-cancel-taken"
  | "algo-cancel-refused"
  | "algo-triggered"
  | "algo-ended"

export interface ExchangeLog {
  append(ts: number, type: LogType, facts: Readonly<Record<string, unknown>>): LogRecord
  /** Records with seq >= fromSeq, oldest first, at most `limit`. */
  read(fromSeq: number, limit: number): LogRecord[]
  readonly nextSeq: number
}

export interface LogOptions {
  readonly saved?: readonly LogRecord[] | undefined
  /** Records kept in memory, 100,000 unless told otherwise; 0 keeps none, for whoever takes them by onRecord. */
  readonly kept?: number | undefined
  /** Gets every record as it is written, in the middle of a turn: it must not call the exchange. */
  readonly onRecord?: ((record: LogRecord) => void) | undefined
}

const KEPT = 100_000

export function createExchangeLog({ saved = [], kept = KEPT, onRecord }: LogOptions = {}): ExchangeLog {
  const records: LogRecord[] = [...saved]
  let nextSeq = (records.at(-1)?.seq ?? 0) + 1
  return {
    append(ts, type, facts) {
      const record: LogRecord = { seq: nextSeq++, ts, type, ...facts }
      onRecord?.(record)
      if (kept === 0) return record
      records.push(record)
      // Dropping in blocks keeps the cost per record constant.
      if (records.length >= 2 * kept) records.splice(0, records.length - kept)
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
