// Whether the screen is as narrow as a phone's: then an order is two lines instead of one.

import { useSyncExternalStore } from "react"

const PHONE = "(max-width: 640px)"

export function useIsPhone(): boolean {
  return useSyncExternalStore(subscribe, () => matchMedia(PHONE).matches)
}

function subscribe(listener: () => void): () => void {
  const query = matchMedia(PHONE)
  query.addEventListener("change", listener)
  return () => query.removeEventListener("change", listener)
}
