// A machine's clock that is far behind the journal: it was wrong when the journal was written, or it is wrong now. No order depends on it, since conclusions rest on
// OKX's clock and on time that passed; but every time that people read does, so a person is told which of the two it is.

import { type AccountState, openBreak } from "./account-state.ts"
import { breakFound } from "./decision.ts"
import type { Facts } from "./facts.ts"
import type { AccountEventBody } from "./order-event.ts"
import { later, type Millis } from "./time.ts"

/** Less than this a time server mends without anybody's help. */
export const CLOCK_BEHIND_MAX_MS = 60_000
const SUBJECT = "clock"

/** At a start: a break while the machine's clock is behind the journal's newest event by more than a minute, and its end. */
export function clockAtStart(state: AccountState, behindMs: number, facts: Facts): readonly AccountEventBody[] {
  const open = openBreak(state, "clock-behind", SUBJECT)
  if (behindMs <= CLOCK_BEHIND_MAX_MS) {
    const resolution = "the machine's clock has caught up with the journal"
    return open === undefined ? [] : [{ type: "BreakResolved", breakId: open.breakId, resolution }]
  }
  const machineAt = later(facts.now, -behindMs)
  const exchangeAt = facts.exchange?.at
  return breakFound(state, facts, {
    kind: "clock-behind",
    subject: SUBJECT,
    ours: `the journal's times have come to ${facts.now}`,
    theirs: `this machine's clock says ${machineAt}, OKX's ${exchangeAt ?? "is not known"}`,
    evidence: `at this start the machine's clock is ${Math.round(behindMs / 1_000)} s behind the journal's newest event; ${whoIsRight(facts.now, machineAt, exchangeAt)}`,
    action: "needs a person",
  })
}

function whoIsRight(journalAt: Millis, machineAt: Millis, exchangeAt: Millis | undefined): string {
  if (exchangeAt === undefined) return "OKX's clock is not known, so neither is which of the two is wrong"
  if (exchangeAt - machineAt <= CLOCK_BEHIND_MAX_MS)
    return "OKX's clock agrees with the machine's: the machine's was ahead when the journal was written, and times of events stay ahead until it has caught up"
  if (journalAt - exchangeAt <= CLOCK_BEHIND_MAX_MS)
    return "OKX's clock does not contradict the journal: set this machine's clock"
  return "OKX's clock agrees with neither: set this machine's clock; times of events stay ahead until it has caught up"
}
