// Several accounts in one configuration: each entry of `accounts` is completed by what all share and read like a configuration of one account. It relies on
// config.ts for what each value may be. What would let two accounts be taken for each other is refused here, before anything is opened.

import { isAbsolute, join, resolve } from "node:path"
import { InvalidValue, parseAccountId } from "@okx-oms/core"
import { type Config, type ConfigMistake, checkConfig, refusedConfig } from "./config.ts"

export const ACCOUNTS_MAX = 32
/** What each account says for itself: for two accounts there is no common answer. */
const OF_EACH = ["mode", "account", "tag", "okx", "confirmLive", "paperKeys"] as const
/** What there is once for all. */
const OF_SERVER = ["port", "http", "log", "account", "accounts"] as const

type Settings = Readonly<Record<string, unknown>>

export interface AccountsConfig {
  /** What all share; its mode, account and okx mean nothing. */
  readonly server: Config
  readonly accounts: readonly Config[]
}

/** `settings` have an `accounts`. Folders of accounts are under that of the server unless they say otherwise. Throws StartRefused that lists every mistake. */
export function readAccounts(settings: Settings, from: (key: string) => string): AccountsConfig {
  const { accounts: entries, ...shared } = settings
  const misplaced = OF_EACH.filter((key) => shared[key] !== undefined).map((key) => {
    return { key, from: from(key), value: "given for all", allowed: `only inside of accounts: accounts.<name>.${key}` }
  })
  const common = checkConfig(without(shared, OF_EACH), from)
  const own = isObject(entries) ? Object.entries(entries) : []
  const mistakes = [...misplaced, ...("mistakes" in common ? common.mistakes : []), ...countMistakes(own, from)]
  if ("mistakes" in common || mistakes.length > 0) throw refusedConfig(mistakes)
  const read = own.map(([name, entry]) => readEntry(name, { entry, shared, data: common.config.data, from }))
  const wrong = read.flatMap((one) => ("mistakes" in one ? one.mistakes : []))
  const accounts = read.flatMap((one) => ("config" in one ? one.config : []))
  const found = [...wrong, ...(wrong.length > 0 ? [] : sharedFolders(accounts, from))]
  if (found.length > 0) throw refusedConfig(found)
  return { server: common.config, accounts }
}

interface Entry {
  readonly entry: unknown
  readonly shared: Settings
  readonly data: string
  readonly from: (key: string) => string
}

function readEntry(name: string, { entry, shared, data, from }: Entry): ReturnType<typeof checkConfig> {
  const at = `accounts.${name}`
  const placed = (key: string): string => `${at}.${key}`
  const mistake = (key: string, value: string, allowed: string): { mistakes: ConfigMistake[] } => ({
    mistakes: [{ key, from: from("accounts"), value, allowed }],
  })
  if (!isAccountName(name)) return mistake(at, JSON.stringify(name), "as a name 1 to 32 characters of a-z 0-9 -")
  if (!isObject(entry)) return mistake(at, "no object", 'an object such as { "mode": "paper" }')
  const [misplaced] = OF_SERVER.filter((key) => entry[key] !== undefined)
  if (misplaced !== undefined)
    return mistake(
      placed(misplaced),
      "given for one account",
      `nothing: ${misplaced} is the server's, outside of accounts`,
    )
  // Never assumed: which kind of money an account trades is said where the account is named.
  if (entry.mode === undefined) return mistake(placed("mode"), "missing", '"paper", "demo", "live"')
  // Here no variable puts another mode over what is written: it is a mistake.
  if (entry.mode !== "live" && entry.confirmLive !== undefined)
    return mistake(placed("confirmLive"), "given", "nothing, unless the mode is live")
  const limits = { ...asObject(shared.limits), ...asObject(entry.limits) }
  const folder = typeof entry.data === "string" && entry.data !== "" ? entry.data : name
  const whole = { ...shared, ...entry, limits, account: name, data: isAbsolute(folder) ? folder : join(data, folder) }
  const checked = checkConfig(whole, () => from("accounts"))
  if ("config" in checked) return checked
  return { mistakes: checked.mistakes.map((one) => ({ ...one, key: placed(one.key) })) }
}

function countMistakes(own: readonly unknown[], from: (key: string) => string): readonly ConfigMistake[] {
  if (own.length >= 1 && own.length <= ACCOUNTS_MAX) return []
  const allowed = `an object of 1 to ${ACCOUNTS_MAX} accounts by their names`
  return [{ key: "accounts", from: from("accounts"), value: `${own.length} accounts`, allowed }]
}

/** Two managers on one journal, or one folder for two kinds of money. */
function sharedFolders(accounts: readonly Config[], from: (key: string) => string): readonly ConfigMistake[] {
  const owners = new Map<string, string>()
  return accounts.flatMap(({ account, data }) => {
    const owner = owners.get(resolve(data))
    owners.set(resolve(data), account)
    if (owner === undefined) return []
    const key = `accounts.${account}.data`
    return [
      {
        key,
        from: from("accounts"),
        value: JSON.stringify(data),
        allowed: `a folder of its own: ${owner} has this one`,
      },
    ]
  })
}

function isAccountName(name: string): boolean {
  try {
    parseAccountId(name)
    return true
  } catch (error) {
    if (error instanceof InvalidValue) return false
    throw error
  }
}

function without(settings: Settings, keys: readonly string[]): Settings {
  return Object.fromEntries(Object.entries(settings).filter(([key]) => !keys.includes(key)))
}

function isObject(value: unknown): value is Settings {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

function asObject(value: unknown): Settings {
  return isObject(value) ? value : {}
}
