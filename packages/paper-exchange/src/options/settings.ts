// What the exchange can be told before it starts: the shape of a configuration file, and the engine's options that follow.
// It relies on reading.ts for the words of every mistake; files and arguments are command-line.ts's.

import type { PaperExchangeOptions } from "../doors/server.ts"
import { type AccountOptions, DEFAULT_ACCOUNT, PERMISSIONS } from "../engine/accounts.ts"
import type { FaultOptions } from "../engine/control-faults.ts"
import { defaultInstruments } from "../engine/default-instruments.ts"
import { FAULT_NAMES } from "../engine/fault-table.ts"
import type { InstrumentOptions } from "../engine/instruments.ts"
import { RETENTION, type Retention } from "../engine/world.ts"
import * as read from "./reading.ts"

/** What a configuration file says; everything has a default. */
export type FileSettings = NonNullable<ReturnType<typeof settings>>
type AccountSettings = NonNullable<ReturnType<typeof account>>

const KEY = /^[\x21-\x7e]{1,64}$/
const CCY = /^[A-Z0-9]{1,12}$/
const ACCOUNTS_MAX = 1_000
const KEYS_MAX = 50
const ADDRESSES_MAX = 20
const DELAY_MAX_MS = 60_000
const FAULT_MAX_MS = 3_600_000

/** Futures are named by their delivery, so what is listed depends on the day. */
const LISTED = defaultInstruments(Date.now())
const instrumentIds = LISTED.map(({ instId }) => instId)

export const port = read.whole(0, 65_535)
export const speed = read.quantity(0.01, 1_000)
export const retentionScale = read.quantity(0.000001, 1)
export const ladderLevels = read.whole(0, 400)
export const market = read.oneOf(["random-walk", "scripted", "replay"])
export const seed: read.Reader<string> = (given, at) =>
  typeof given === "number" && Number.isSafeInteger(given)
    ? String(given)
    : read.text("text or a whole number")(given, at)
export const balances = read.named(read.amount(), CCY, '{ "USDT": "1000.5" }')
export const instrumentId = read.oneOf(instrumentIds)

const addresses: read.Reader<string> = (given, at) => {
  const several = typeof given === "string" ? given.split(",").map((one) => one.trim()) : given
  return read
    .list(read.text('an address such as "127.0.0.1"', /^[0-9a-fA-F.:]+$/), { most: ADDRESSES_MAX })(
      given === "" ? [] : several,
      at,
    )
    ?.join(",")
}

const instrument: read.Reader<InstrumentOptions> = (given, at) => {
  if (typeof given !== "string") return ownInstrument(given, at)
  const found = LISTED.find(({ instId }) => instId === given)
  return found ?? read.expected(at, `one of ${instrumentIds.join(", ")}, or an object that describes one`, given)
}

const ownInstrument = read.shape(
  {
    instId: read.text("an id such as BTC-USDT"),
    tickSz: read.amount(),
    lotSz: read.amount(),
    minSz: read.amount(),
    startPrice: read.amount(),
  },
  {
    instIdCode: read.whole(1, 2 ** 31),
    ctVal: read.amount(),
    maxLmtSz: read.amount(),
    maxMktSz: read.amount(),
    maxLever: read.amount(),
    state: read.oneOf(["live", "suspend", "preopen", "post_only"]),
  },
)

const KEY_OPTIONAL = {
  label: read.text(),
  permissions: read.list(read.oneOf(PERMISSIONS), { least: 1, most: PERMISSIONS.length }),
  ip: addresses,
}
const KEY_NEEDED = {
  apiKey: read.text("1 to 64 characters without spaces", KEY),
  secret: read.secret(),
  passphrase: read.secret(),
}

/** A delay in milliseconds, or [least, most] to draw it from. */
const delay: read.Reader<readonly [number, number]> = (given, at) => {
  const each = read.whole(0, DELAY_MAX_MS)
  if (!Array.isArray(given)) {
    const fixed = each(given, at)
    return fixed === undefined ? undefined : [fixed, fixed]
  }
  const [least, most] = read.list(each, { least: 2, most: 2 })(given, at) ?? []
  if (least === undefined || most === undefined) return undefined
  return least <= most ? [least, most] : read.expected(at, "two delays, the first not above the second", given)
}

export const latency = read.shape({}, { requestMs: delay, answerMs: delay, pushMs: delay })

const FAULT_FIELDS = {
  rate: read.quantity(0, 1),
  scope: read.oneOf(["writes", "reads", "all"]),
  times: read.whole(1, 1_000_000_000),
  delayMs: read.whole(0, FAULT_MAX_MS),
  delayMaxMs: read.whole(0, FAULT_MAX_MS),
  code: read.text(),
  forMs: read.whole(1, FAULT_MAX_MS),
}

export const fault = read.shape(
  { fault: read.oneOf(FAULT_NAMES) },
  { ...FAULT_FIELDS, account: read.text("a uid or an apiKey") },
)

const account = read.shape(
  { ...KEY_NEEDED, balances },
  {
    ...KEY_OPTIONAL,
    uid: read.text("1 to 20 digits", /^\d{1,20}$/),
    mainUid: read.text("the uid of an account", /^\d{1,20}$/),
    acctLv: read.oneOf(["1", "2", "3"]),
    posMode: read.oneOf(["net_mode", "long_short_mode"]),
    level: read.text("Lv1 to Lv9 or VIP1 to VIP9", /^(Lv|VIP)[1-9]$/),
    fees: read.shape(
      {},
      {
        spotMaker: read.amount({ signed: true }),
        spotTaker: read.amount({ signed: true }),
        swapMaker: read.amount({ signed: true }),
        swapTaker: read.amount({ signed: true }),
      },
    ),
    keys: read.list(read.shape(KEY_NEEDED, KEY_OPTIONAL), { most: KEYS_MAX }),
    latency,
    faults: read.list(read.shape({ fault: read.oneOf(FAULT_NAMES) }, FAULT_FIELDS), { most: FAULT_NAMES.length }),
  },
)

export const accounts = read.list(account, { least: 1, most: ACCOUNTS_MAX })

export const settings = read.shape(
  {},
  {
    port,
    seed,
    speed,
    market,
    replay: read.list(read.text("the path of a file"), { least: 1, most: 100 }),
    data: read.text("the path of a folder"),
    rateLimits: read.flag(),
    strictInstIdCode: read.flag(),
    retentionScale,
    ladderLevels,
    instruments: read.list(instrument, { least: 1, most: 500 }),
    accounts,
    latency,
    faults: read.list(fault, { most: 1_000 }),
  },
)

/** What the engine is started with; throws InvalidSettings when parts of the settings contradict each other. */
export function engineOptions(given: FileSettings): PaperExchangeOptions {
  const { replay, data, retentionScale: scale, ...rest } = given
  const wanted = given.accounts ?? []
  agree(given, wanted)
  const faults = [
    ...(given.faults ?? []),
    ...wanted.flatMap(({ apiKey, faults: own = [] }) => own.map((one): FaultOptions => ({ ...one, account: apiKey }))),
  ]
  return {
    ...rest,
    ...(data === undefined ? {} : { dataDirectory: data }),
    ...(scale === undefined ? {} : { retention: scaledRetention(scale) }),
    ...(wanted.length === 0 ? {} : { accounts: wanted.map(accountOptions) }),
    faults,
  }
}

/** The account that `npm run paper` has when no other is described, with other balances. */
export function standardAccount(own: Readonly<Record<string, string>>): AccountSettings {
  const { apiKey, secret, passphrase } = DEFAULT_ACCOUNT
  return { apiKey, secret, passphrase, label: "paper", ip: "127.0.0.1", balances: own }
}

function accountOptions({ faults: _faults, ...options }: AccountSettings): AccountOptions {
  return options
}

/** With 0.01, what OKX remembers for two hours is forgotten after 72 s, so that a client's answer to it can be watched. */
function scaledRetention(scale: number): Retention {
  const scaled = (ms: number): number => Math.max(1_000, Math.round(ms * scale))
  return {
    unfilledMs: scaled(RETENTION.unfilledMs),
    ordersMs: scaled(RETENTION.ordersMs),
    fillsMs: scaled(RETENTION.fillsMs),
    archiveMs: scaled(RETENTION.archiveMs),
  }
}

function agree(given: FileSettings, wanted: readonly AccountSettings[]): void {
  const problems: string[] = []
  const keys = wanted.flatMap((one) => [one.apiKey, ...(one.keys ?? []).map(({ apiKey }) => apiKey)])
  const uids = wanted.flatMap(({ uid }) => (uid === undefined ? [] : [uid]))
  for (const twice of repeated(keys)) problems.push(`accounts: the apiKey ${twice} is used twice`)
  for (const twice of repeated(uids)) problems.push(`accounts: the uid ${twice} is used twice`)
  for (const twice of repeated((given.instruments ?? []).map(({ instId }) => instId))) {
    problems.push(`instruments: ${twice} is listed twice`)
  }
  const known = new Set([...keys, ...uids, "*", ...(wanted.length === 0 ? [DEFAULT_ACCOUNT.apiKey] : [])])
  for (const [index, { account: named = "*" }] of (given.faults ?? []).entries()) {
    if (!known.has(named)) problems.push(`faults[${index}].account: no account has the key or uid ${named}`)
  }
  if (given.market === "replay" && given.replay === undefined) problems.push("market: replay needs the files to replay")
  if (given.market !== undefined && given.market !== "replay" && given.replay !== undefined) {
    problems.push(`replay: the market is ${given.market}; leave market out, or say replay`)
  }
  if (problems.length > 0) throw new read.InvalidSettings(problems)
}

function repeated(values: readonly string[]): readonly string[] {
  return [...new Set(values.filter((value, index) => values.indexOf(value) !== index))]
}
