// Where OKX is: the hosts of its four regions, live and demo. An account belongs to one region; a key used at another
// region's host is refused (50119). Sockets are at the usual port: OKX closed 8443 at the end of October 2026. Every
// address can be overridden. Source: okx-v5 reference, section 1.

export type Region = "global" | "eea" | "us" | "tr"
export type Environment = "live" | "demo"
export type SocketPath = "public" | "private" | "business"

export interface OkxAddresses {
  /** Origin of the REST interface, without a path: "https://www.okx.com". */
  readonly rest: string
  /** WebSocket base without the last segment: "wss://ws.okx.com/ws/v5". */
  readonly socket: string
}

export interface AddressChoice {
  readonly region?: Region
  readonly environment: Environment
  readonly restUrl?: string
  readonly socketUrl?: string
}

const ADDRESSES: Record<Region, { readonly rest: string; readonly live?: string; readonly demo?: string }> = {
  global: {
    rest: "https://www.okx.com",
    live: "wss://ws.okx.com/ws/v5",
    demo: "wss://wspap.okx.com/ws/v5",
  },
  eea: {
    rest: "https://eea.okx.com",
    live: "wss://wseea.okx.com/ws/v5",
    demo: "wss://wseeapap.okx.com/ws/v5",
  },
  us: {
    rest: "https://us.okx.com",
    live: "wss://wsus.okx.com/ws/v5",
    demo: "wss://wsuspap.okx.com/ws/v5",
  },
  tr: { rest: "https://tr.okx.com" },
}

/** The addresses to use. Throws RangeError when a region publishes no WebSocket address and none was given, or for a malformed one. */
export function addressesOf(choice: AddressChoice): OkxAddresses {
  const region = ADDRESSES[choice.region ?? "global"]
  const socket = choice.socketUrl ?? region[choice.environment]
  if (socket === undefined) {
    throw new RangeError(`region ${choice.region} has no known ${choice.environment} WebSocket address: configure one`)
  }
  return {
    rest: originOf(choice.restUrl ?? region.rest),
    socket: baseOf(socket),
  }
}

/** The address of one of the three WebSocket services. */
export function socketAddress(addresses: OkxAddresses, path: SocketPath): string {
  return `${addresses.socket}/${path}`
}

function originOf(text: string): string {
  const url = new URL(text)
  if (url.protocol !== "https:" && url.protocol !== "http:") throw new RangeError(`not an http(s) address: ${text}`)
  if (url.pathname !== "/" || url.search !== "" || url.username !== "") {
    throw new RangeError(`a REST address is an origin without path, query or user: ${url.origin}`)
  }
  return url.origin
}

function baseOf(text: string): string {
  const url = new URL(text)
  if (url.protocol !== "wss:" && url.protocol !== "ws:") throw new RangeError(`not a ws(s) address: ${text}`)
  if (url.search !== "" || url.username !== "") throw new RangeError("a WebSocket address has no query and no user")
  return url.href.replace(/\/+$/, "")
}
