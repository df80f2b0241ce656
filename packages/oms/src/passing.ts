// Which faults of an open order manager are trouble that passes, for programs that would rather ask again than end. It relies on the names that the manager
// and the journal give to their faults; how long to wait is the program's matter.

import { QueryRefused } from "@okx-oms/journal-sqlite"
import { OutcomeUnknown } from "@okx-oms/trading"

/** A manager that stopped in the middle, or a history without room: nothing is known of what was asked. Asking again is safe for whatever has a client order id. */
export function isPassing(error: unknown): boolean {
  return error instanceof OutcomeUnknown || error instanceof QueryRefused
}
