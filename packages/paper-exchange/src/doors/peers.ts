// Who is on the other side: this machine alone may use the exchange, by a name that is this machine's, and a page that a
// browser has from elsewhere may not use its control door. Names are checked because a site can point its own name here.

import type { IncomingMessage } from "node:http"

type Caller = Pick<IncomingMessage, "headers"> & { readonly socket: { readonly remoteAddress?: string | undefined } }

const LOCAL_NAMES: ReadonlySet<string> = new Set(["127.0.0.1", "localhost", "[::1]"])

/** True when the request names this machine, and not a name that a site chose for it. */
export function isLocalHost({ headers }: Pick<Caller, "headers">): boolean {
  return LOCAL_NAMES.has(nameOf(headers.host ?? ""))
}

/** True when the control door may answer: a loopback peer, and no page of another origin behind it. */
export function mayControl(request: Caller): boolean {
  if (!isLocalHost(request) || !isLoopback(request.socket.remoteAddress ?? "")) return false
  const { origin, host = "" } = request.headers
  const site = request.headers["sec-fetch-site"]
  if (site !== undefined && site !== "same-origin" && site !== "none") return false
  return origin === undefined || origin === `http://${host}`
}

function nameOf(host: string): string {
  const port = host.lastIndexOf(":")
  const bracket = host.lastIndexOf("]")
  return (port > bracket ? host.slice(0, port) : host).toLowerCase()
}

function isLoopback(address: string): boolean {
  const plain = address.replace(/^::ffff:/, "")
  return plain === "::1" || /^127(\.\d{1,3}){3}$/.test(plain)
}
