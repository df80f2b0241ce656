// How an order is written: in one line where price, quantity and the way out are all in sight at once, else in two. Beside the docked ticket a line needs a wider
// screen.

import { useTicket } from "../ticket/ticket-store.ts"
import { useMedia } from "../ui/use-media.ts"

const NARROW = "(max-width: 960px)"
const NARROW_BESIDE_TICKET = `${NARROW}, (min-width: 1100px) and (max-width: 1260px)`

/** Whether the screen is as narrow as a phone's. */
export function useIsPhone(): boolean {
  return useMedia("(max-width: 640px)")
}

/** Whether an order is two lines instead of one. */
export function useHasCards(): boolean {
  const isDocked = useTicket((state) => state.docked.orders === true)
  return useMedia(isDocked ? NARROW_BESIDE_TICKET : NARROW)
}
