// What a stop of the server does with open orders, in words, and how long it may take. The doing is the manager's and serve.ts's.

import type { Config } from "./config.ts"

/** Running requests, cancels and the journal get this long; then the process ends anyway, and the next start recovers from the journal. */
export const STOP_LIMIT_MS = 15_000

/** For the line that is printed when the stop begins. A manager that stopped by a fault of its own cancels nothing from here. */
export function whatBecomesOfOrders({ onStop, deadMan }: Pick<Config, "onStop" | "deadMan">, byFault: boolean): string {
  if (!byFault && onStop === "cancel-all") return "open orders that were placed here are cancelled first"
  if (byFault && deadMan !== undefined) {
    return `OKX cancels open orders in ${deadMan.timeoutS} s unless the server is back before (dead-man's switch)`
  }
  return "orders at the exchange stay as they are"
}
