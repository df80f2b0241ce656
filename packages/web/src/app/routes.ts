// The addresses of the page: "#/orders?tab=filled", "#/market/BTC-USDT". The part after the # never reaches the server; loading the page anew comes back to the
// same place.

import { useSyncExternalStore } from "react"

export const SCREENS = [
  { id: "orders", title: "Orders", keys: "1" },
  { id: "market", title: "Market", keys: "2" },
  { id: "positions", title: "Positions", keys: "3" },
  { id: "fills", title: "Fills", keys: "4" },
  { id: "grids", title: "Grids", keys: "5" },
  { id: "reconciliation", title: "Breaks", keys: "6" },
  { id: "system", title: "System", keys: "7" },
  { id: "settings", title: "Settings", keys: "8" },
] as const
export type ScreenId = (typeof SCREENS)[number]["id"]

export interface Route {
  readonly screen: ScreenId
  /** What the screen is about: a symbol; "" for nothing. */
  readonly part: string
  /** More, by name: tab, order, search. */
  readonly query: Readonly<Record<string, string>>
}

/** What is no address of ours is the first screen. */
export function parseRoute(hash: string): Route {
  const [path = "", search = ""] = hash.replace(/^#\/?/, "").split("?", 2)
  const [name = "", ...rest] = path.split("/")
  const screen = SCREENS.find(({ id }) => id === name)?.id ?? "orders"
  return { screen, part: decoded(rest.join("/")), query: Object.fromEntries(new URLSearchParams(search)) }
}

export function hrefOf(screen: ScreenId, part = "", query: Readonly<Record<string, string | undefined>> = {}): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined)
  const search = given.length === 0 ? "" : `?${new URLSearchParams(given)}`
  return `#/${screen}${part === "" ? "" : `/${encodeURIComponent(part)}`}${search}`
}

/** Goes to another place; `replace` leaves no step back (a tab, a search). */
export function go(href: string, { replace = false }: { readonly replace?: boolean } = {}): void {
  if (location.hash === href) return
  if (replace) history.replaceState(null, "", href)
  else history.pushState(null, "", href)
  dispatchEvent(new HashChangeEvent("hashchange"))
}

let known = { hash: "", route: parseRoute("") }

export function useRoute(): Route {
  return useSyncExternalStore(subscribe, () => {
    // The same object for the same address.
    if (known.hash !== location.hash) known = { hash: location.hash, route: parseRoute(location.hash) }
    return known.route
  })
}

function subscribe(listener: () => void): () => void {
  addEventListener("hashchange", listener)
  addEventListener("popstate", listener)
  return () => {
    removeEventListener("hashchange", listener)
    removeEventListener("popstate", listener)
  }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
