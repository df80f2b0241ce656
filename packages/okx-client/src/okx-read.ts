// What a question to OKX came back with, as a value: rows, a certain refusal, or a failure after all attempts. Callers
// that reason about doubt need to know when the successful attempt began, hence the two times.

import type { CodeClass } from "./code-table.ts"

export type OkxRead<Row> =
  | {
      readonly kind: "rows"
      readonly rows: readonly Row[]
      /** Rows that could not be read. A list with any is no full answer. */
      readonly malformed: readonly string[]
      /** When the attempt that succeeded began: monotonic ms, and exchange ms where the clock is known. */
      readonly begunMonoMs: number
      readonly begunExchangeMs: number | undefined
      readonly attempts: number
    }
  | {
      /** OKX said no, and asking again would not help: 51603 not found, a missing permission, a wrong parameter. */
      readonly kind: "refused"
      readonly code: string
      readonly codeClass: CodeClass
      readonly message: string
      readonly says: string
      readonly begunMonoMs: number
      readonly begunExchangeMs: number | undefined
      readonly attempts: number
    }
  | {
      /** No answer that can be relied on. */
      readonly kind: "failed"
      readonly detail: string
      /** The code OKX gave last, if it gave one: 50001, 50013 ... */
      readonly code: string | undefined
      readonly status: number | undefined
      readonly attempts: number
    }
