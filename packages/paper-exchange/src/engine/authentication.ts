// Who is calling: the signatures of OKX's REST requests and WebSocket logins, checked in the order of reference section 2.
// It relies on node's HMAC and compares in constant time; it changes nothing.

import { createHmac, timingSafeEqual } from "node:crypto"
import type { Account } from "./model.ts"
import { type Parameters, text } from "./parameters.ts"
import { REFUSALS, type Refusal, refuse } from "./refusals.ts"
import type { World } from "./world.ts"

export interface SignedRequest {
  readonly method: string
  /** The raw request target, query included, byte for byte. */
  readonly target: string
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: string
  readonly ip: string
}

const VALID_MS = 30_000
const TIMESTAMP = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/

export function authenticate(world: World, request: SignedRequest): Account | Refusal {
  const { headers } = request
  const key = headers["ok-access-key"] ?? ""
  const passphrase = headers["ok-access-passphrase"] ?? ""
  const sign = headers["ok-access-sign"] ?? ""
  const timestamp = headers["ok-access-timestamp"] ?? ""
  if (key === "") return refuse("50103", 'Request header "OK-ACCESS-KEY" cannot be empty.')
  if (passphrase === "") return refuse("50104", 'Request header "OK-ACCESS-PASSPHRASE" cannot be empty.')
  if (sign === "") return refuse("50106", 'Request header "OK-ACCESS-SIGN" cannot be empty.')
  if (timestamp === "") return refuse("50107", 'Request header "OK-ACCESS-TIMESTAMP" cannot be empty.')
  const at = TIMESTAMP.test(timestamp) ? Date.parse(timestamp) : Number.NaN
  if (Number.isNaN(at)) return refuse("50112", "Invalid OK-ACCESS-TIMESTAMP")
  if (Math.abs(world.nowMs - at) > VALID_MS) return refuse("50102", "Timestamp request expired")
  const account = world.accountsByKey.get(key)
  if (account === undefined) return refuse("50111", "Invalid OK-ACCESS-KEY")
  if (!sameText(passphrase, account.passphrase)) {
    return refuse("50105", 'Request header "OK-ACCESS-PASSPHRASE" incorrect.')
  }
  const expected = signature(account.secret, timestamp + request.method + request.target + request.body)
  if (!sameText(sign, expected)) return refuse("50113", "Invalid Sign")
  if (!isAllowedIp(account, request.ip)) {
    return refuse("50110", `Your IP ${request.ip} is not included in your API key's IP whitelist.`)
  }
  return account
}

export function mayTrade(account: Account): Refusal | undefined {
  return account.permissions.includes("trade") ? undefined : REFUSALS.noPermission
}

/** Checks one element of a login's args. */
export function authenticateLogin(world: World, login: Parameters): Account | Refusal {
  const timestamp = text(login, "timestamp")
  for (const name of ["apiKey", "passphrase", "timestamp", "sign"]) {
    if (text(login, name) === "") return refuse("60027", `Parameter ${name} can not be empty`)
  }
  if (!/^\d{9,11}(\.\d{1,6})?$/.test(timestamp)) return refuse("60004", "Invalid timestamp")
  const account = world.accountsByKey.get(text(login, "apiKey"))
  if (account === undefined) return refuse("60032", "API key doesn't exist")
  if (!sameText(text(login, "passphrase"), account.passphrase)) return refuse("60024", "Wrong passphrase")
  if (Math.abs(world.nowMs - Number(timestamp) * 1_000) > VALID_MS) return refuse("60006", "Timestamp request expired")
  const expected = signature(account.secret, `${timestamp}GET/users/self/verify`)
  return sameText(text(login, "sign"), expected) ? account : refuse("60007", "Invalid sign")
}

export function signature(secret: string, prehash: string): string {
  return createHmac("sha256", secret).update(prehash).digest("base64")
}

function sameText(a: string, b: string): boolean {
  const left = Buffer.from(a)
  const right = Buffer.from(b)
  return left.length === right.length && timingSafeEqual(left, right)
}

function isAllowedIp(account: Account, ip: string): boolean {
  if (account.ip === "") return true
  return account.ip.split(",").includes(ip.replace(/^::ffff:/, ""))
}
