// What the command `npm run grid` can be told, by flags and environment, with defaults for paper money on this machine. Mistakes name the flag and what
// it may be. It opens nothing but the token file.

import { readFileSync } from "node:fs"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { type Decimal, Decimals, parseDecimal, parseStrategyId, parseSymbol } from "@okx-oms/core"
import { type GridConfig, LINES_MAX, LINES_MIN, STRATEGY_LENGTH_MAX } from "@okx-oms/grid"

export const USAGE = `usage: npm run grid -- [options]
  --symbol BTC-USDT         a SPOT market
  --lines 5                 ${LINES_MIN}..${LINES_MAX} lines; between each two of them one level buys low and sells high
  --range 0.4               percent from the middle to each end
  --spacing arithmetic      or geometric: the same distance or the same ratio between lines
  --per-level 1000          value of one order in quote currency
  --recentre-after 3        seconds outside the range after which it moves; "never" to stay
  --strategy grid           its name in the order manager; two grids need two names
  --status-every 5          seconds between status lines
  --cancel-on-stop          cancel the orders at the end; without it they stay and the next start goes on with them
  --library                 use the order manager as a library in this process, without a server
  --data .oms               folder with the server's admin.token; with --library the journal's folder (then .oms-grid)
  --url, --market-url       the server's address; where prices come from
environment: OMS_URL (http://127.0.0.1:7070), OMS_TOKEN, OMS_DATA (.oms), OMS_MARKET_URL, OMS_PAPER_PORT (7071)`

export interface GridOptions {
  readonly config: GridConfig
  readonly recentreAfterMs: number | undefined
  readonly statusEveryMs: number
  readonly cancelOnStop: boolean
  readonly paperUrl: string
  readonly where:
    | { readonly kind: "library"; readonly directory: string }
    | {
        readonly kind: "http"
        readonly url: string
        readonly dataFolder: string
        readonly marketUrl: string | undefined
      }
}

/** A flag, a variable or a file that cannot be used. */
export class OptionMistake extends Error {
  constructor(message: string, options: { cause?: unknown } = {}) {
    super(message, options)
    this.name = "OptionMistake"
  }
}

type Environment = Readonly<Record<string, string | undefined>>

/** "help" when the usage was asked for. Throws OptionMistake. */
export function readOptions(args: readonly string[], environment: Environment): GridOptions | "help" {
  const values = flagsOf(args)
  if (values.help) return "help"
  const paperUrl = `http://127.0.0.1:${environment.OMS_PAPER_PORT ?? "7071"}`
  const url = values.url ?? environment.OMS_URL ?? "http://127.0.0.1:7070"
  const marketUrl = values["market-url"] ?? environment.OMS_MARKET_URL
  const dataFolder = values.data ?? environment.OMS_DATA
  return {
    config: {
      strategy: strategyOf(values.strategy),
      symbol: checked("--symbol", values.symbol, parseSymbol),
      spacing:
        values.spacing === "arithmetic" || values.spacing === "geometric"
          ? values.spacing
          : wrongSpacing(values.spacing),
      lines: Number(amount("--lines", values.lines, LINES_MAX).coefficient),
      rangePercent: amount("--range", values.range, 90),
      quotePerLevel: amount("--per-level", values["per-level"]),
    },
    recentreAfterMs:
      values["recentre-after"] === "never" ? undefined : seconds("--recentre-after", values["recentre-after"]),
    statusEveryMs: seconds("--status-every", values["status-every"]),
    cancelOnStop: values["cancel-on-stop"],
    paperUrl,
    where: values.library
      ? { kind: "library", directory: values.data ?? ".oms-grid" }
      : { kind: "http", url: address("--url", url), dataFolder: dataFolder ?? ".oms", marketUrl },
  }
}

/** OMS_TOKEN, or what the server wrote at its first start. Throws OptionMistake. */
export function readToken(dataFolder: string, environment: Environment): string {
  const given = environment.OMS_TOKEN
  if (given !== undefined && given !== "") return given
  const path = join(dataFolder, "admin.token")
  try {
    return readFileSync(path, "utf8").trim()
  } catch (cause) {
    throw new OptionMistake(`No token: ${path} cannot be read. Start the server first, or set OMS_TOKEN or OMS_DATA.`, {
      cause,
    })
  }
}

function flagsOf(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        symbol: { type: "string", default: "BTC-USDT" },
        lines: { type: "string", default: "5" },
        range: { type: "string", default: "0.4" },
        spacing: { type: "string", default: "arithmetic" },
        "per-level": { type: "string", default: "1000" },
        "recentre-after": { type: "string", default: "3" },
        strategy: { type: "string", default: "grid" },
        "status-every": { type: "string", default: "5" },
        "cancel-on-stop": { type: "boolean", default: false },
        library: { type: "boolean", default: false },
        data: { type: "string" },
        url: { type: "string" },
        "market-url": { type: "string" },
        help: { type: "boolean", default: false },
      },
    })
    return values
  } catch (cause) {
    throw new OptionMistake(cause instanceof Error ? cause.message : String(cause), { cause })
  }
}

function amount(flag: string, text: string, highest?: number): Decimal {
  const value = parseDecimal(text)
  const fits = value !== undefined && Decimals.isPositive(value)
  const tooHigh = fits && highest !== undefined && Decimals.greaterThan(value, Decimals.fromInteger(highest))
  if (fits && !tooHigh) return value
  const limit = highest === undefined ? "" : ` and at most ${highest}`
  throw new OptionMistake(`${flag} is ${JSON.stringify(text)}; expected a decimal above zero${limit}`)
}

/** As milliseconds. */
function seconds(flag: string, text: string): number {
  const value = amount(flag, text, 86_400)
  return Number(Decimals.multiply(value, Decimals.fromInteger(1_000)).coefficient / 10n ** BigInt(value.scale))
}

function strategyOf(text: string): string {
  const strategy = checked("--strategy", text, parseStrategyId)
  if (strategy.length > STRATEGY_LENGTH_MAX) {
    throw new OptionMistake(
      `--strategy is ${strategy.length} characters long; at most ${STRATEGY_LENGTH_MAX} leave room for the order's place`,
    )
  }
  return strategy
}

function wrongSpacing(text: string): never {
  throw new OptionMistake(`--spacing is ${JSON.stringify(text)}; expected arithmetic or geometric`)
}

function address(flag: string, text: string): string {
  if (/^https?:\/\//.test(text) && URL.canParse(text)) return text
  throw new OptionMistake(`${flag} is ${JSON.stringify(text)}; expected an address such as http://127.0.0.1:7070`)
}

function checked<Value>(flag: string, text: string, parse: (text: unknown) => Value): Value {
  try {
    return parse(text)
  } catch (cause) {
    throw new OptionMistake(`${flag}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  }
}
