// What can be configured, with defaults that are right for a first start (paper money on this machine), and what each value may be.
// It relies on its caller for the file's and the environment's text (config-file.ts); secrets are no part of the file.

import {
  type AccountId,
  type Decimal,
  type Symbol as Instrument,
  InvalidValue,
  parseAccountId,
  parseDecimal,
  parseSymbol,
  parseTag,
} from "@okx-oms/core"
import * as zod from "zod"
import { LOG_LEVELS } from "./log.ts"
import { keysAt } from "./schema-walk.ts"
import { StartRefused } from "./start-refused.ts"

const MODES = ["paper", "demo", "live"] as const
const REGIONS = ["global", "eea", "us"] as const
const DURABILITIES = ["full", "normal"] as const
const SYMBOLS_MAX = 50
const NAMES_MAX = 16
const CONFIRM_LIVE = "the account's name, where the mode is live"

/** A whole number in a range; the range is what a mistake is answered with. */
function whole(lowest: number, highest: number) {
  const error = `a whole number from ${lowest} to ${highest}`
  return zod.int({ error }).min(lowest, { error }).max(highest, { error })
}

/** A decimal string above zero: amounts are never JSON numbers. */
function amount(highest?: string) {
  const top = highest === undefined ? undefined : parseDecimal(highest)
  const error = `a decimal string above zero${highest === undefined ? "" : ` and at most ${highest}`}, such as "${highest === undefined ? 1000 : 5}"`
  return zod.string({ error }).transform((text, context): Decimal => {
    const value = parseDecimal(text)
    const fits = value !== undefined && value.coefficient > 0n && (top === undefined || !isAbove(value, top))
    if (value !== undefined && fits) return value
    context.addIssue({ code: "custom", message: error })
    return zod.NEVER
  })
}

function word<const Words extends readonly [string, ...string[]]>(words: Words) {
  return zod.enum(words, { error: words.map((one) => `"${one}"`).join(", ") })
}

/** Text that one of core's parse functions takes. */
function parsed<Value>(parse: (text: unknown) => Value, allowed: string) {
  return zod.string({ error: allowed }).transform((text, context): Value => {
    try {
      return parse(text)
    } catch (error) {
      if (!(error instanceof InvalidValue)) throw error
      context.addIssue({ code: "custom", message: allowed })
      return zod.NEVER
    }
  })
}

function address(schemes: readonly string[]) {
  const error = `an address that begins with ${schemes.join(" or ")}; unencrypted ones only on this machine`
  return zod.string({ error }).refine((text) => isAddress(text, schemes), { error })
}

/** A short list of names in lower case. */
function names(form: RegExp, error: string) {
  const name = zod.string({ error }).toLowerCase().regex(form, { error })
  return zod.array(name, { error }).max(NAMES_MAX, { error }).default([])
}

const symbol = parsed(parseSymbol, "an OKX instrument id such as BTC-USDT or BTC-USDT-SWAP")
const text = zod.string({ error: "a text that is not empty" }).min(1, { error: "a text that is not empty" })

const LIMIT_FIELDS = {
  /** Largest value of one order, in the symbol's quote currency. */
  maxOrderNotional: amount(),
  /** Largest value that the position can reach if every open order fills, in quote currency. */
  maxPosition: amount(),
  /** Most open orders per symbol, those in doubt included. OKX itself allows 500. */
  maxOpenOrders: whole(1, 500),
  /** Largest distance of a limit price from the last price on the side that costs, in percent. */
  priceCollarPct: amount("100"),
}

const LimitsSchema = zod.strictObject({
  maxOrderNotional: LIMIT_FIELDS.maxOrderNotional.prefault("10000"),
  maxPosition: LIMIT_FIELDS.maxPosition.prefault("50000"),
  maxOpenOrders: LIMIT_FIELDS.maxOpenOrders.default(200),
  priceCollarPct: LIMIT_FIELDS.priceCollarPct.prefault("5"),
  /** A last price older than this is no price to check against. */
  lastPriceMaxAgeMs: whole(500, 600_000).default(30_000),
})

/** What comes in by HTTP; see guard.ts and http-server.ts. */
const HttpSchema = zod.strictObject({
  /** Other hosts that requests may ask for, when a door of your own is in front: "oms.example.com", with a port if it shows one. */
  hosts: names(
    /^(?=.{1,253}$)[a-z0-9.-]+(?::\d{1,5})?$/,
    'a list of host names such as "oms.example.com" or "oms.lan:8443"',
  ),
  /** Other sites whose pages may ask: "https://oms.example.com". */
  origins: names(/^https?:\/\/[a-z0-9.-]{1,253}(?::\d{1,5})?$/, 'a list of sites such as "https://oms.example.com"'),
  /** How often one token may ask, steadily and at once. Cancels have as much again for themselves. */
  requestsPerSecond: whole(1, 100_000).default(200),
  requestsBurst: whole(1, 100_000).default(1_000),
  /** Open connections at once, streams included. */
  connectionsMax: whole(10, 100_000).default(2_048),
})

export const ConfigSchema = zod.strictObject({
  /** paper: the exchange on this machine · demo: OKX's demo trading · live: real money. Never live unless it is said. */
  mode: word(MODES).default("paper"),
  /** The account's name in the journal; default is the mode's word. */
  account: parsed(parseAccountId, "1 to 32 characters of a-z 0-9 -").optional(),
  /** Port of the HTTP doors on 127.0.0.1; 0 takes any free one. */
  port: whole(0, 65_535).default(7070),
  /** Port of the paper exchange on 127.0.0.1. */
  paperPort: whole(1, 65_535).default(7071),
  /** Folder of the journal and the admin token, made if it is missing. */
  data: text.default(".oms"),
  /** Marks every order of this installation at OKX; by default drawn at the first start and kept in the journal. */
  tag: parsed(parseTag, "1 to 16 letters and digits").optional(),
  /** Symbols whose last price is followed from the start. Others follow at their first order. */
  symbols: zod
    .array(symbol, { error: `a list of at most ${SYMBOLS_MAX} symbols` })
    .max(SYMBOLS_MAX, { error: `a list of at most ${SYMBOLS_MAX} symbols` })
    .prefault(["BTC-USDT", "ETH-USDT"]),
  /** A live account says its own name besides, so that a copied configuration does not trade; without a meaning in any other mode. */
  confirmLive: zod.string({ error: CONFIRM_LIVE }).optional(),
  /** Of another account of the paper exchange than its own first; worth nothing anywhere else, so no secret. */
  paperKeys: zod.strictObject({ apiKey: text, secretKey: text, passphrase: text }).optional(),
  okx: zod
    .strictObject({
      /** Where the account is; a key used at another region's host is refused. */
      region: word(REGIONS).default("global"),
      /** Other addresses than the region's own. */
      baseUrl: address(["https://", "http://"]).optional(),
      wsUrl: address(["wss://", "ws://"]).optional(),
      /** JSON file { "apiKey", "secretKey", "passphrase" } that only its owner may read. */
      secretsFile: text.optional(),
      /** Encrypted file of keys ("oms keys add"), and the name of those that are meant. */
      keyStore: text.optional(),
      keyName: text.optional(),
    })
    .prefault({}),
  http: HttpSchema.prefault({}),
  limits: LimitsSchema.prefault({}),
  /** Other limits of single symbols: { "BTC-USDT": { "maxOrderNotional": "500" } }. */
  symbolLimits: zod
    .record(zod.string(), zod.strictObject(LIMIT_FIELDS).partial(), { error: "an object of symbols and their limits" })
    .default({}),
  /** An order that cannot leave (rate budget, reconnect) fails as never sent after this long. */
  queueMs: whole(100, 600_000).default(10_000),
  /** Requests that may wait for the manager; more are answered 503. */
  inboxLimit: whole(1, 100_000).default(1_000),
  /** full: on disk before anything is answered or sent · normal: survives a crash of the program, not of the machine. */
  durability: word(DURABILITIES).default("full"),
  /** V of the order protocol: how long an order that OKX accepted may stay invisible to reads. What is measured can only lengthen it. */
  visibility: zod
    .strictObject({ wellMs: whole(1_000, 60_000).default(2_000), troubledMs: whole(2_000, 300_000).default(30_000) })
    .prefault({}),
  /** OKX cancels our orders when it has not heard of us for so long; off unless it is set. */
  deadMan: zod.strictObject({ timeoutS: whole(10, 120) }, { error: 'an object such as { "timeoutS": 30 }' }).optional(),
  /** keep: open orders stay at OKX when the server is stopped · cancel-all: ours are cancelled first. */
  onStop: word(["keep", "cancel-all"]).default("keep"),
  log: word(LOG_LEVELS).default("info"),
})

export interface Limits {
  readonly maxOrderNotional: Decimal
  readonly maxPosition: Decimal
  readonly maxOpenOrders: number
  readonly priceCollarPct: Decimal
}

export interface OkxKeys {
  readonly apiKey: string
  readonly secretKey: string
  readonly passphrase: string
}

type Settings = Omit<zod.infer<typeof ConfigSchema>, "account" | "symbolLimits">

export interface Config extends Settings {
  readonly account: AccountId
  readonly symbolLimits: ReadonlyMap<Instrument, { readonly [Key in keyof Limits]?: Limits[Key] | undefined }>
}

/** One value of the configuration that cannot be. */
export interface ConfigMistake {
  /** As written in the file: "limits.maxOpenOrders". */
  readonly key: string
  /** File or environment variable that it came from. */
  readonly from: string
  readonly value: string
  readonly allowed: string
}

/** Checks the joined settings. `from` says where a key's value came from. Throws StartRefused that lists every mistake. */
export function readConfig(settings: unknown, from: (key: string) => string = () => "the configuration"): Config {
  const checked = checkConfig(settings, from)
  if ("mistakes" in checked) throw refusedConfig(checked.mistakes)
  return checked.config
}

/** The configuration, or every mistake in it. */
export function checkConfig(
  settings: unknown,
  from: (key: string) => string,
): { readonly config: Config } | { readonly mistakes: readonly ConfigMistake[] } {
  const result = ConfigSchema.safeParse(settings)
  if (!result.success) return { mistakes: result.error.issues.flatMap((issue) => mistakesOf(issue, settings, from)) }
  const { account, symbolLimits, ...rest } = result.data
  const mistakes: ConfigMistake[] = []
  const name = account ?? parseAccountId(rest.mode)
  mistakes.push(...confirmMistakes(rest, name, from))
  if (rest.paperKeys !== undefined && rest.mode !== "paper") mistakes.push(onlyFor("paperKeys", "paper", from))
  const bySymbol = new Map<Instrument, (typeof symbolLimits)[string]>()
  for (const [name, limits] of Object.entries(symbolLimits)) {
    const key = `symbolLimits.${name}`
    try {
      bySymbol.set(parseSymbol(name), limits)
    } catch (error) {
      if (!(error instanceof InvalidValue)) throw error
      const value = JSON.stringify(name)
      mistakes.push({ key, from: from("symbolLimits"), value, allowed: "OKX instrument ids as keys" })
    }
  }
  if (mistakes.length > 0) return { mistakes }
  return { config: { ...rest, account: name, symbolLimits: bySymbol } }
}

/** Real money is said twice, the second time with the name of the account that it is in. */
function confirmMistakes(
  { mode, confirmLive }: Pick<Settings, "mode" | "confirmLive">,
  account: AccountId,
  from: (key: string) => string,
): readonly ConfigMistake[] {
  const key = "confirmLive"
  if (mode !== "live" || confirmLive === account) return []
  const allowed = `"${account}", the account's name: it trades real money`
  return [{ key, from: from(key), value: shown(confirmLive), allowed }]
}

function onlyFor(key: string, mode: string, from: (key: string) => string): ConfigMistake {
  return { key, from: from(key), value: "given", allowed: `nothing, unless the mode is ${mode}` }
}

function mistakesOf(
  issue: zod.core.$ZodIssue,
  settings: unknown,
  from: (key: string) => string,
): readonly ConfigMistake[] {
  const key = issue.path.map(String).join(".")
  if (issue.code === "unrecognized_keys") {
    const allowed = `one of the known keys: ${keysAt(ConfigSchema, issue.path).join(", ")}`
    return issue.keys.map((name) => {
      const full = key === "" ? name : `${key}.${name}`
      return { key: full, from: from(full), value: "an unknown key", allowed }
    })
  }
  const allowed =
    issue.code === "invalid_type" && issue.message.startsWith("Invalid") ? `a JSON ${issue.expected}` : issue.message
  return [
    { key: key === "" ? "the whole" : key, from: from(key), value: shown(valueAt(settings, issue.path)), allowed },
  ]
}

export function refusedConfig(mistakes: readonly ConfigMistake[]): StartRefused {
  const lines = mistakes.map(({ key, from, value, allowed }) => `${key} (${from}) is ${value}; allowed: ${allowed}`)
  return new StartRefused(`The configuration cannot be used:\n  ${lines.join("\n  ")}`, {
    advice: "Correct the values named above and start again.",
  })
}

function valueAt(settings: unknown, path: readonly PropertyKey[]): unknown {
  let value = settings
  for (const key of path) value = typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined
  return value
}

function shown(value: unknown): string {
  return value === undefined ? "missing" : (JSON.stringify(value) ?? typeof value).slice(0, 80)
}

function isAbove(value: Decimal, top: Decimal): boolean {
  return value.coefficient * 10n ** BigInt(top.scale) > top.coefficient * 10n ** BigInt(value.scale)
}

function isAddress(value: string, schemes: readonly string[]): boolean {
  const url = URL.parse(value)
  if (url === null || !schemes.includes(`${url.protocol}//`)) return false
  const isEncrypted = url.protocol === "https:" || url.protocol === "wss:"
  return isEncrypted || ["127.0.0.1", "localhost", "[::1]"].includes(url.hostname)
}
