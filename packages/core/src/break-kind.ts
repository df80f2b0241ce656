// The kinds of difference between our books and OKX's, each with a sentence for people. A closed list: docs/breaks.md has a row for each, with what the
// manager does about it and what a person should do; a test keeps both complete.

/** Each kind, and what it means. */
export const BREAK_SENTENCES = {
  "journal-behind": "OKX has an order with our tag that our journal does not know.",
  resurrected: "An order that we called failed, rejected or never sent exists at OKX.",
  contradiction: "OKX tells something of an order that cannot be merged with what it told before.",
  "reply-mismatch": "A reply names another outcome or another order than what is known.",
  "external-order": "An order that was not placed here is open on the account.",
  "missing-order": "An order that was open here had ended at OKX, and no push had said so.",
  "state-mismatch": "A read showed a state of an order that no push had told in time.",
  "terms-mismatch": "A read showed a price or quantity of an order that no push had told in time.",
  "fill-mismatch": "What OKX says was filled differs from the executions that are booked.",
  "missed-fill": "An execution was found by a read only, after its push should have come.",
  "balance-mismatch": "OKX holds another amount of a currency than the books explain.",
  "position-mismatch": "OKX holds another position than the books explain.",
  "cancel-ineffective": "OKX still shows an order live after repeated cancels.",
  "doubt-unresolved": "Whether an order exists could not be found out for five minutes.",
  "clock-behind": "This machine's clock is far behind the times in the journal.",
} as const

export type BreakKind = keyof typeof BREAK_SENTENCES

export const BREAK_KINDS: readonly [BreakKind, ...BreakKind[]] = Object.keys(BREAK_SENTENCES) as [
  BreakKind,
  ...BreakKind[],
]

/** repaired: the books follow OKX already · adopted: shown, not touched · waiting: it is looked at again by itself · needs a person. */
export const BREAK_ACTIONS = ["repaired", "adopted", "waiting", "needs a person"] as const
export type BreakAction = (typeof BREAK_ACTIONS)[number]
