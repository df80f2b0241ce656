// One thing that must never be: an auditor's word, with enough facts to look it up in both books.

export type FindingKind =
  /** Told to somebody or done at the exchange, and not in the journal. */
  | "lost"
  /** Once asked for, twice there. */
  | "doubled"
  /** In both books, and not the same. */
  | "wrong"

export interface Finding {
  readonly kind: FindingKind
  /** The rule that does not hold, in few words. */
  readonly rule: string
  readonly what: string
}

/** Gathers findings in the order found. */
export class Findings {
  readonly #found: Finding[] = []

  /** Notes a finding unless the claim holds. */
  expect(holds: boolean, finding: Finding | (() => Finding)): void {
    if (!holds) this.#found.push(typeof finding === "function" ? finding() : finding)
  }

  get all(): readonly Finding[] {
    return this.#found
  }
}
