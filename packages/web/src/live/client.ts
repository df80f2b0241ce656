// The typed client in the browser: the session's cookie says who asks. One client per account; the first has none and speaks for the server.

import { OmsClient } from "@okx-oms/api"

/** Where it is told that the server knows no session of ours any more. */
export const sessionEnds = new EventTarget()

const clients = new Map<string | undefined, OmsClient>()

/** Of an account, or without one of the server itself (accounts, tokens, the stream of all accounts). */
export function clientOf(account?: string): OmsClient {
  const known = clients.get(account)
  if (known !== undefined) return known
  const made = new OmsClient({
    baseUrl: location.origin,
    fetch: async (input, init) => {
      const response = await fetch(input, init)
      if (response.status === 401) sessionEnds.dispatchEvent(new Event("end"))
      return response
    },
    ...(account !== undefined && { account }),
  })
  clients.set(account, made)
  return made
}
