// Who is calling: the signatures of OKX's REST requests and WebSocket logins, checked in the order of reference section 2.
// It relies on node's HMAC and compares in constant time; it changes nothing.

import { createHmac, timingSafeEqual } from "node:crypto"
import type { FaultName } from "./fault-table.ts"
import type { Account, ApiKey } from "./model.ts"
import { type Parameters, text } from "./parameters.ts"
import { REFUSALS, type Refusal, refuse } from "./refusals.ts"
import { gatewayMs, type World } from "./world.ts"

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

export function authenticate(world: World, request: SignedRequest): ApiKey | Refusal {
  const { headers } = request
  const apiKey = headers["ok-access-key"] ?? ""
  const passphrase = headers["ok-access-passphrase"] ?? ""
  const sign = headers["ok-access-sign"] ?? ""
  const timestamp = headers["ok-access-timestamp"] ?? ""
  if (apiKey === "") return refuse("50103", 'Request header "OK-ACCESS-KEY" cannot be empty.')
  if (passphrase === "") return refuse("50104", 'Request header "OK-ACCESS-PASSPHRASE" cannot be empty.')
  if (sign === "") return refuse("50106", 'Request header "OK-ACCESS-SIGN" cannot be empty.')
  if (timestamp === "") return refuse("50107", 'Request header "OK-ACCESS-TIMESTAMP" cannot be empty.')
  const at = TIMESTAMP.test(timestamp) ? Date.parse(timestamp) : Number.NaN
  if (Number.isNaN(at)) return refuse("50112", "Invalid OK-ACCESS-TIMESTAMP")
  if (Math.abs(gatewayMs(world) - at) > VALID_MS) return refuse("50102", "Timestamp request expired")
  const key = world.keys.get(apiKey)
  if (key === undefined) return refuse("50111", "Invalid OK-ACCESS-KEY")
  const faulty = world.faults.anySet ? faultyKey(world, key.account, request.ip) : undefined
  if (faulty !== undefined) return faulty
  if (!sameText(passphrase, key.passphrase)) {
    return refuse("50105", 'Request header "OK-ACCESS-PASSPHRASE" incorrect.')
  }
  const expected = signature(key.secret, timestamp + request.method + request.target + request.body)
  if (!sameText(sign, expected)) return refuse("50113", "Invalid Sign")
  return isAllowedIp(key, request.ip) ? key : refuse("50110", ipRefusal(request.ip))
}

function ipRefusal(ip: string): string {
  return `Your IP ${ip} is not included in your API key's IP whitelist.`
}

const KEY_REFUSALS: Readonly<Record<string, string>> = {
  "50100": "API frozen, please contact customer service.",
  "50111": "Invalid OK-ACCESS-KEY",
  "50113": "Invalid Sign",
  "50114": "Invalid Authorization",
  "50119": "API key doesn't exist",
}

/** What is wrong with a key that is right, because of a fault. */
function faultyKey(world: World, account: Account, ip: string): Refusal | undefined {
  const occasion = { uid: account.uid, nowMs: world.nowMs }
  const revoked = world.faults.struck("key-revoked", occasion)
  if (revoked !== undefined) return refuse(revoked.code, KEY_REFUSALS[revoked.code] ?? "Invalid Authorization")
  const refused = world.faults.struck("ip-refused", occasion)
  return refused === undefined ? undefined : refuse(refused.code, ipRefusal(ip))
}

/** Why this key must not do what changes something; reading is free to every key. */
export function mayWrite(world: World, key: ApiKey, permission: "trade" | "withdraw" = "trade"): Refusal | undefined {
  if (!key.permissions.includes(permission)) return REFUSALS.noPermission
  const forbidden = world.faults.struck("trade-forbidden", { uid: key.account.uid, nowMs: world.nowMs })
  return forbidden === undefined ? undefined : refuse(forbidden.code, REFUSALS.noPermission.msg)
}

/** Checks one element of a login's args. */
export function authenticateLogin(world: World, login: Parameters, ip: string): ApiKey | Refusal {
  const timestamp = text(login, "timestamp")
  for (const name of ["apiKey", "passphrase", "timestamp", "sign"]) {
    if (text(login, name) === "") return refuse("60027", `Parameter ${name} can not be empty`)
  }
  if (!/^\d{9,11}(\.\d{1,6})?$/.test(timestamp)) return refuse("60004", "Invalid timestamp")
  const key = world.keys.get(text(login, "apiKey"))
  if (key === undefined) return refuse("60032", "API key doesn't exist")
  if (!sameText(text(login, "passphrase"), key.passphrase)) return refuse("60024", "Wrong passphrase")
  if (Math.abs(gatewayMs(world) - Number(timestamp) * 1_000) > VALID_MS) {
    return refuse("60006", "Timestamp request expired")
  }
  const expected = signature(key.secret, `${timestamp}GET/users/self/verify`)
  if (!sameText(text(login, "sign"), expected)) return refuse("60007", "Invalid sign")
  if (!isAllowedIp(key, ip)) return refuse("60009", LOGIN_REFUSALS["60009"] ?? "Login failed.")
  return faultyLogin(world, key.account) ?? key
}

const LOGIN_REFUSALS: Readonly<Record<string, string>> = {
  "60005": "Invalid apiKey",
  "60006": "Timestamp request expired",
  "60007": "Invalid sign",
  "60009": "Login failed.",
  "60011": "Please log in",
  "60032": "API key doesn't exist",
  "63999": "Login failed due to internal error. Please try again later.",
}

/** Why a login that is right is refused, because of a fault. */
function faultyLogin(world: World, account: Account): Refusal | undefined {
  if (!world.faults.anySet) return undefined
  const struck = (fault: FaultName) => world.faults.struck(fault, { uid: account.uid, nowMs: world.nowMs })
  const code =
    (struck("key-revoked") && "60032") ??
    (struck("ip-refused") && "60009") ??
    (struck("maintenance") && "63999") ??
    struck("login-refused")?.code
  return code === undefined ? undefined : refuse(code, LOGIN_REFUSALS[code] ?? "Login failed.")
}

export function signature(secret: string, prehash: string): string {
  return createHmac("sha256", secret).update(prehash).digest("base64")
}

function sameText(a: string, b: string): boolean {
  const left = Buffer.from(a)
  const right = Buffer.from(b)
  return left.length === right.length && timingSafeEqual(left, right)
}

function isAllowedIp({ addresses }: ApiKey, ip: string): boolean {
  return addresses.length === 0 || addresses.includes(ip.replace(/^::ffff:/, ""))
}
