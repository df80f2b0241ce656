// The arguments of `npm run paper` and the files they name, read once at the door. It relies on settings.ts for what each
// value may be, and on its caller for the files' text; starting the exchange is main.ts's.

import { basename, dirname, resolve } from "node:path"
import type { PaperExchangeOptions } from "../doors/server.ts"
import { FAULT_NAMES } from "../engine/fault-table.ts"
import * as read from "./reading.ts"
import * as setting from "./settings.ts"

export type Asked =
  | { readonly kind: "help" }
  | {
      readonly kind: "start"
      readonly options: PaperExchangeOptions
      /** Recorded trades or candles to follow; parsed by the caller, who knows their formats. */
      readonly replayFiles: readonly string[]
      readonly quiet: boolean
    }

/** The text of a file; throws what the disk says. */
export type ReadFile = (path: string) => string

interface Option {
  /** What follows it; "" for a switch. */
  readonly takes: string
  readonly says: string
  /** Adds what it says to the settings. Several of the same add up or replace, as each sees fit. */
  readonly apply: (draft: Draft, given: string, at: read.Place) => void
}

interface Draft {
  readonly readFile: ReadFile
  readonly settings: Record<string, unknown>
  quiet: boolean
}

/** Every option, in the order of the help. */
export const OPTIONS: Readonly<Record<string, Option>> = {
  port: number("N", "port on 127.0.0.1, 0 for a free one (7071)", "port", setting.port),
  config: {
    takes: "FILE",
    says: "everything as JSON: accounts, instruments, latency, faults; options on the line win",
    apply: () => {},
  },
  seed: plain("TEXT", "the same seed repeats market, ids and faults (1)", "seed", read.text()),
  speed: number("X", "seconds of market in one second, 0.01 to 1000 (1)", "speed", setting.speed),
  instruments: {
    takes: "IDS|FILE",
    says: "only these, separated by commas, or a JSON file that describes them",
    apply: applyInstruments,
  },
  balances: {
    takes: "LIST|FILE",
    says: "what the account begins with, as USDT=1000,BTC=0.5 or a JSON file",
    apply: applyBalances,
  },
  accounts: {
    takes: "FILE",
    says: "JSON list of accounts with keys, permissions, addresses, balances, fees",
    apply(draft, given, at) {
      draft.settings.accounts = jsonOf(draft, given, at)
    },
  },
  market: plain("WORD", "random-walk moves by itself; scripted waits for POST /paper/trade", "market", setting.market),
  scripted: {
    takes: "",
    says: "short for --market scripted",
    apply(draft) {
      draft.settings.market = "scripted"
    },
  },
  replay: {
    takes: "FILE",
    says: "follow an OKX file of trades or candles (CSV); may be given several times",
    apply(draft, given) {
      const known = draft.settings.replay
      draft.settings.replay = [...(Array.isArray(known) ? known : []), resolve(given)]
    },
  },
  fault: {
    takes: "NAME[=RATE]",
    says: "misbehave from the start, such as lost-response=0.05; may be given several times",
    apply: applyFault,
  },
  latency: {
    takes: "MS|MS-MS",
    says: "every request arrives so late, drawn between two",
    apply: applyLatency,
  },
  "no-rate-limits": {
    takes: "",
    says: "answer every request",
    apply(draft) {
      draft.settings.rateLimits = false
    },
  },
  "lenient-codes": {
    takes: "",
    says: "WebSocket operations may name instId, which OKX no longer takes",
    apply(draft) {
      draft.settings.strictInstIdCode = false
    },
  },
  retention: number(
    "X",
    "scale of how long orders are remembered: 0.01 makes 72 s of 2 h (1)",
    "retentionScale",
    setting.retentionScale,
  ),
  ladder: number(
    "N",
    "prices the market quotes on each side beside the best (25)",
    "ladderLevels",
    setting.ladderLevels,
  ),
  data: {
    takes: "DIR",
    says: "keep orders, balances and the log in DIR over restarts",
    apply(draft, given) {
      draft.settings.data = resolve(given)
    },
  },
  quiet: {
    takes: "",
    says: "only the address on start",
    apply(draft) {
      draft.quiet = true
    },
  },
  help: { takes: "", says: "this text", apply: () => {} },
}

const ARGUMENT_MAX = 10_000

/** Reads the arguments. Throws InvalidSettings with everything that is wrong, each with its key and what is allowed. */
export function readCommandLine(args: readonly string[], readFile: ReadFile): Asked {
  const problems: string[] = []
  const given = split(args, problems)
  if (given.some(({ name }) => name === "help")) return { kind: "help" }
  const draft: Draft = { readFile, settings: {}, quiet: false }
  const configFile = given.findLast(({ name }) => name === "config")?.value
  if (configFile !== undefined) Object.assign(draft.settings, readConfig(configFile, readFile, problems))
  for (const { name, value } of given) OPTIONS[name]?.apply(draft, value, { path: `--${name}`, problems })
  if (problems.length > 0) throw new read.InvalidSettings(problems)
  const { port = 7071, seed = "1", replay = [], ...rest } = read.readAll(setting.settings, draft.settings, "")
  const files = replay.length === 0 ? {} : { replay }
  return {
    kind: "start",
    options: setting.engineOptions({ ...rest, ...files, port, seed }),
    replayFiles: replay,
    quiet: draft.quiet,
  }
}

interface Given {
  readonly name: string
  readonly value: string
}

/** "--name value", "--name=value" and switches, in their order. */
function split(args: readonly string[], problems: string[]): Given[] {
  const given: Given[] = []
  for (let at = 0; at < args.length; at++) {
    const argument = args[at] ?? ""
    const [, name = "", inline] = /^--([a-z-]+)(?:=(.*))?$/s.exec(argument) ?? (argument === "-h" ? ["", "help"] : [])
    const option = Object.hasOwn(OPTIONS, name) ? OPTIONS[name] : undefined
    if (option === undefined) {
      const allowed = Object.keys(OPTIONS).map((known) => `--${known}`)
      const why = argument.startsWith("-")
        ? `unknown; allowed: ${allowed.join(" ")}`
        : "unexpected; options begin with --"
      problems.push(`${argument.slice(0, 60)}: ${why}`)
      continue
    }
    if (option.takes === "") {
      if (inline !== undefined) problems.push(`--${name}: takes no value`)
      given.push({ name, value: "" })
      continue
    }
    const value = inline ?? args[++at]
    const missing = value === undefined || value === "" || (inline === undefined && value.startsWith("--"))
    if (missing) problems.push(`--${name}: expected ${option.takes} (${option.says})`)
    else if (value.length > ARGUMENT_MAX) problems.push(`--${name}: too long`)
    else given.push({ name, value })
    if (missing && inline === undefined) at--
  }
  return given
}

/** Paths in a configuration file begin at its folder. */
function readConfig(path: string, readFile: ReadFile, problems: string[]): Record<string, unknown> {
  const own: string[] = []
  const value = json(path, readFile, { path: "--config", problems })
  if (value === undefined) return {}
  const found = setting.settings(value, { path: "", problems: own })
  problems.push(...own.map((problem) => `${basename(path)}: ${problem.replace(/^: /, "")}`))
  if (found === undefined) return {}
  const below = (name: string): string => resolve(dirname(path), name)
  return {
    ...(read.isObject(value) ? value : {}),
    ...(found.replay === undefined ? {} : { replay: found.replay.map(below) }),
    ...(found.data === undefined ? {} : { data: below(found.data) }),
  }
}

function json(path: string, readFile: ReadFile, at: read.Place): unknown {
  let content: string
  try {
    content = readFile(path)
  } catch (error) {
    at.problems.push(`${at.path}: ${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
    return undefined
  }
  try {
    return JSON.parse(content)
  } catch (error) {
    at.problems.push(`${at.path}: ${path} is no JSON: ${error instanceof Error ? error.message : String(error)}`)
    return undefined
  }
}

function jsonOf(draft: Draft, path: string, at: read.Place): unknown {
  return json(path, draft.readFile, at)
}

function number(takes: string, says: string, key: string, reader: read.Reader<number>): Option {
  return {
    takes,
    says,
    apply(draft, given, at) {
      const value = /^-?\d+(\.\d+)?$/.test(given) ? Number(given) : given
      draft.settings[key] = reader(value, at)
    },
  }
}

function plain(takes: string, says: string, key: string, reader: read.Reader<string>): Option {
  return {
    takes,
    says,
    apply(draft, given, at) {
      draft.settings[key] = reader(given, at)
    },
  }
}

function applyInstruments(draft: Draft, given: string, at: read.Place): void {
  if (given.endsWith(".json")) draft.settings.instruments = jsonOf(draft, given, at)
  else {
    const ids = given.split(",").map((id) => id.trim())
    draft.settings.instruments = read.list(setting.instrumentId, { least: 1, most: 500 })(ids, at)
  }
}

function applyBalances(draft: Draft, given: string, at: read.Place): void {
  if (draft.settings.accounts !== undefined) {
    at.problems.push("--balances: is for the one standard account; give each account its own balances instead")
    return
  }
  const pairs = given.split(",").map((pair) => pair.split("=", 2))
  const found = given.endsWith(".json")
    ? jsonOf(draft, given, at)
    : Object.fromEntries(pairs.map(([ccy = "", amount = ""]) => [ccy.trim(), amount.trim()]))
  const own = setting.balances(found, at)
  if (own !== undefined) draft.settings.accounts = [setting.standardAccount(own)]
}

function applyFault(draft: Draft, given: string, at: read.Place): void {
  const [name = "", rate] = given.split("=", 2)
  const fault = read.oneOf(FAULT_NAMES)(name, at)
  const chance = rate === undefined ? 1 : read.quantity(0, 1)(Number(rate), at)
  const known = draft.settings.faults
  if (fault !== undefined && chance !== undefined) {
    draft.settings.faults = [...(Array.isArray(known) ? known : []), { fault, rate: chance }]
  }
}

function applyLatency(draft: Draft, given: string, at: read.Place): void {
  const drawn = given.split("-").map((part) => (/^\d+$/.test(part) ? Number(part) : part))
  const known = draft.settings.latency
  const latency = { ...(read.isObject(known) ? known : {}), requestMs: drawn.length === 1 ? drawn[0] : drawn }
  if (setting.latency({ requestMs: latency.requestMs }, at) !== undefined) draft.settings.latency = latency
}
