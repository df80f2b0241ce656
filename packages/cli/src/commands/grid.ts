// The commands of the grid, the strategy that the server runs: what it would place, start it, look, pause, stop.

import { type GridPlanRow, GridPlanSchema, type GridStatusRow, GridStatusSchema } from "@okx-oms/api"
import { command } from "../command.ts"
import { EXIT, type ExitCode } from "../exit-codes.ts"
import { UsageError } from "../faults.ts"
import { announceMode } from "../mode.ts"
import type { Ink } from "../paint.ts"
import { Precision } from "../precision.ts"
import type { Session } from "../session.ts"
import { type Column, tableLines } from "../table.ts"
import { widthOf } from "../terminal.ts"
import { feeWords, grouped, timeWords } from "../words.ts"

const STATUS_FIELDS = Object.keys(GridStatusSchema.properties)
const STATE_INKS = {
  running: "working",
  paused: "warning",
  stopping: "warning",
  stopped: "cancelled",
  failed: "rejected",
} as const satisfies Record<GridStatusRow["state"], Ink>

const NAME_ARGUMENT = { name: "NAME", summary: "the grid's name, which its orders carry as their strategy" } as const
const GRID_ARGUMENTS = [NAME_ARGUMENT, { name: "SYMBOL", summary: "BTC-USDT" }] as const
const GRID_OPTIONS = {
  range: { type: "string", value: "PERCENT", summary: "from the middle to each end, in percent" },
  lines: {
    type: "string",
    value: "N",
    whole: { lowest: 2, highest: 200 },
    summary: "prices from the lowest to the highest (default: 5)",
  },
  "per-level": { type: "string", value: "QUOTE", summary: "value of one order, in quote currency" },
  spacing: {
    type: "string",
    value: "WORD",
    values: ["arithmetic", "geometric"],
    summary: "the same distance or the same ratio (default: arithmetic)",
  },
} as const

function gridOf(
  [strategy, symbol]: readonly [string, string],
  options: {
    range: string | undefined
    lines: number | undefined
    "per-level": string | undefined
    spacing: "arithmetic" | "geometric" | undefined
  },
  name: string,
) {
  const { range, lines = 5, "per-level": perLevel, spacing = "arithmetic" } = options
  if (range === undefined) throw new UsageError("how wide? --range PERCENT", name)
  if (perLevel === undefined) throw new UsageError("how much per order? --per-level QUOTE", name)
  return { strategy, symbol, spacing, lines, rangePercent: range, quotePerLevel: perLevel } as const
}

export const gridPlanCommand = command({
  name: "grid plan",
  group: "grid",
  summary: "what a grid would place and hold; nothing is placed",
  takes: ["rows", "server"],
  args: GRID_ARGUMENTS,
  options: GRID_OPTIONS,
  examples: [
    {
      line: "oms grid plan alpha BTC-USDT --range 0.4 --lines 5 --per-level 1000",
      says: "four levels around the price of now",
    },
  ],
  run: async (session, args, options) =>
    await showPlan(session, await (await session.client()).planGrid(gridOf(args, options, "grid plan"))),
})

export const gridStartCommand = command({
  name: "grid start",
  group: "grid",
  summary: "start a grid, or go on with one that was paused",
  takes: ["preview", "confirm", "rows", "server"],
  args: GRID_ARGUMENTS,
  options: GRID_OPTIONS,
  run: async (session, args, options) => {
    const client = await session.client()
    const grid = gridOf(args, options, "grid start")
    if (session.options.dryRun) return await showPlan(session, await client.planGrid(grid))
    await announceMode(session)
    if (!session.options.yes) {
      const { cost, levels } = await client.planGrid(grid)
      await session.confirm(
        `Grid ${grid.strategy} places ${levels.length} orders of ${grid.symbol} and holds ${grouped(cost.quote)} quote and ${cost.base} base. Start it?`,
        grid.strategy,
      )
    }
    return await showStatus(session, await client.startGrid(grid))
  },
})

export const gridStatusCommand = command({
  name: "grid status",
  group: "grid",
  summary: "how one grid stands, or all of them",
  details: [
    "Of the grids that the server runs. One that is a program of its own, such as that of npm start (npm run grid), tells its status where it runs; its orders carry its name: oms order list --strategy grid",
  ],
  takes: ["rows", "server"],
  args: [{ ...NAME_ARGUMENT, optional: true }],
  run: async (session, [name]) => {
    const client = await session.client()
    if (name !== undefined) return await showStatus(session, await client.getGrid(name))
    const { grids } = await client.getGrids()
    await session.showRows(grids, {
      columns: STATUS_COLUMNS,
      fields: STATUS_FIELDS,
      none: "the server has run no grid since it started; one that is a program of its own (npm start, npm run grid) is seen by its orders: oms order list --strategy grid",
    })
    return EXIT.done
  },
})

export const gridPauseCommand = command({
  name: "grid pause",
  group: "grid",
  summary: "place nothing new; what rests stays, or is cancelled",
  details: ["oms grid start goes on with it, by the same terms."],
  takes: ["confirm", "rows", "server"],
  args: [NAME_ARGUMENT],
  options: { cancel: { type: "boolean", summary: "cancel its open orders too" } },
  run: async (session, [name], { cancel }) => {
    const client = await session.client()
    if (!cancel) return await showStatus(session, await client.pauseGrid(name))
    await announceMode(session)
    const { openOrders } = await client.getGrid(name)
    await session.confirm(`Pause grid ${name} and cancel its ${openOrders} open orders?`, name)
    return await showStatus(session, await client.pauseGrid(name, { cancelOrders: true }))
  },
})

export const gridStopCommand = command({
  name: "grid stop",
  group: "grid",
  summary: "end a grid and cancel its orders",
  takes: ["confirm", "rows", "server"],
  args: [NAME_ARGUMENT],
  options: { "keep-orders": { type: "boolean", summary: "leave its open orders where they are" } },
  run: async (session, [name], options) => {
    const client = await session.client()
    await announceMode(session)
    const { openOrders } = await client.getGrid(name)
    await session.confirm(
      `Stop grid ${name} and ${options["keep-orders"] ? "leave" : "cancel"} its ${openOrders} open orders?`,
      name,
    )
    return await showStatus(session, await client.stopGrid(name, { cancelOrders: !options["keep-orders"] }))
  },
})

const STATUS_COLUMNS: readonly Column<GridStatusRow>[] = [
  { title: "grid", text: ({ strategy }) => strategy },
  { title: "symbol", text: ({ symbol }) => symbol },
  { title: "state", text: ({ state }) => state, ink: ({ state }) => STATE_INKS[state] },
  { title: "open", right: true, text: ({ openOrders }) => String(openOrders) },
  { title: "fills", right: true, text: ({ fills }) => String(fills) },
  { title: "trips", right: true, text: ({ trips }) => String(trips) },
  {
    title: "profit, quote",
    right: true,
    text: ({ profit }) => grouped(profit),
    ink: ({ profit }) => (profit.startsWith("-") ? "rejected" : "filled"),
  },
  { title: "holding", mayBeEmpty: true, text: ({ holding }) => holding ?? "" },
]

async function showStatus(session: Session, grid: GridStatusRow): Promise<ExitCode> {
  const { plan, holding } = grid
  const precision = await new Precision().learn(
    await session.client(),
    session.options.form === "table" ? [grid.symbol] : [],
  )
  await session.showOne(
    grid,
    [
      { name: "grid", text: `${grid.strategy} on ${grid.symbol}, account ${grid.account}` },
      { name: "state", text: grid.state, ink: STATE_INKS[grid.state] },
      ...(holding === null ? [] : [{ name: "holding", text: holding, ink: "warning" as const }]),
      ...(plan === null
        ? []
        : [
            {
              name: "range",
              text: `${precision.price(grid.symbol, plan.lowestPrice)} to ${precision.price(grid.symbol, plan.highestPrice)}, ${plan.levels.length} levels of ${plan.orderQuantity}`,
            },
          ]),
      { name: "last price", text: precision.price(grid.symbol, grid.lastPrice) || "not known" },
      { name: "orders", text: `${grid.openOrders} open, ${grid.fills} fills, ${grid.trips} round trips` },
      {
        name: "profit",
        text: `${grouped(grid.profit)} quote, fees taken off`,
        ink: grid.profit.startsWith("-") ? "rejected" : "filled",
      },
      { name: "fees", text: feeWords(grid.fees) || "none" },
      { name: "since", text: `${timeWords(grid.startedAt)} UTC` },
    ],
    STATUS_FIELDS,
  )
  return EXIT.done
}

async function showPlan(session: Session, plan: GridPlanRow): Promise<ExitCode> {
  const { symbol } = plan
  const precision = await new Precision().learn(
    await session.client(),
    session.options.form === "table" ? [symbol] : [],
  )
  const price = (text: string): string => precision.price(symbol, text)
  await session.showOne(
    plan,
    [
      { name: "grid", text: `${plan.strategy} on ${symbol}` },
      {
        name: "range",
        text: `${price(plan.lowestPrice)} to ${price(plan.highestPrice)} around ${price(plan.middlePrice)}`,
      },
      { name: "each order", text: plan.orderQuantity },
      { name: "holds", text: `${grouped(plan.cost.quote)} quote, ${plan.cost.base} base` },
    ],
    Object.keys(GridPlanSchema.properties),
  )
  if (session.options.form === "table") {
    const columns: readonly Column<GridPlanRow["levels"][number]>[] = [
      { title: "level", right: true, text: ({ number }) => String(number) },
      { title: "buys at", right: true, text: ({ buyPrice }) => price(buyPrice) },
      { title: "sells at", right: true, text: ({ sellPrice }) => price(sellPrice) },
      { title: "begins with", text: ({ first }) => first, ink: ({ first }) => first },
    ]
    await session.say(
      `\n${tableLines(plan.levels, columns, { paint: session.paint, width: widthOf(session.terminal.out) }).join("\n")}`,
    )
  }
  await session.note("nothing was placed", "dim")
  return EXIT.done
}
