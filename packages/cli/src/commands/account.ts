// The commands that look at the account as a whole: balances, positions, counts, limits, the rate budget, and which accounts there are.

import {
  AccountRowSchema,
  type BalanceRow,
  BalanceRowSchema,
  type PositionRow,
  PositionRowSchema,
  type Stats,
} from "@okx-oms/api"
import { command } from "../command.ts"
import { EXIT } from "../exit-codes.ts"
import { MODE_WORDS } from "../mode.ts"
import type { Ink } from "../paint.ts"
import { Precision } from "../precision.ts"
import type { Column } from "../table.ts"
import { ageWords, averageWords, differenceWords, grouped, modeInk, spanWords } from "../words.ts"

export const balancesCommand = command({
  name: "balances",
  group: "account",
  aliases: ["get_account_balance"],
  summary: "balances as OKX last told them",
  takes: ["rows", "server"],
  run: async (session) => {
    const { balances } = await (await session.client()).getBalances()
    const now = session.terminal.now()
    const columns: readonly Column<BalanceRow>[] = [
      { title: "currency", text: ({ currency }) => currency },
      { title: "total", right: true, text: ({ total }) => grouped(total) },
      { title: "available", right: true, text: ({ available }) => grouped(available) },
      { title: "in orders", right: true, text: ({ total, available }) => differenceWords(total, available) },
      { title: "told", right: true, text: ({ updatedAt }) => `${ageWords(updatedAt, now)} ago` },
    ]
    await session.showRows(balances, {
      columns,
      fields: Object.keys(BalanceRowSchema.properties),
      none: "no balances yet",
    })
    return EXIT.done
  },
})

export const positionsCommand = command({
  name: "positions",
  group: "account",
  aliases: ["get_positions"],
  summary: "open positions as OKX last told them",
  takes: ["rows", "server"],
  run: async (session) => {
    const client = await session.client()
    const { positions } = await client.getPositions()
    const precision = await new Precision().learn(
      client,
      session.options.form === "table" ? positions.map(({ symbol }) => symbol) : [],
    )
    const now = session.terminal.now()
    const columns: readonly Column<PositionRow>[] = [
      { title: "symbol", text: ({ symbol }) => symbol },
      {
        title: "side",
        text: ({ contracts }) => (contracts.startsWith("-") ? "short" : "long"),
        ink: ({ contracts }) => (contracts.startsWith("-") ? "sell" : "buy"),
      },
      {
        title: "contracts",
        right: true,
        text: ({ symbol, contracts }) => precision.quantity(symbol, contracts, "contracts"),
      },
      { title: "average", right: true, text: ({ symbol, averagePrice }) => precision.average(symbol, averagePrice) },
      {
        title: "mark",
        right: true,
        spare: 3,
        mayBeEmpty: true,
        text: ({ symbol, markPrice }) => precision.price(symbol, markPrice),
      },
      {
        title: "profit",
        right: true,
        mayBeEmpty: true,
        text: profitWords,
        ink: ({ unrealisedProfit }) => (unrealisedProfit?.startsWith("-") ? "rejected" : "filled"),
      },
      {
        title: "liquidation",
        right: true,
        spare: 2,
        mayBeEmpty: true,
        text: ({ symbol, liquidationPrice }) => precision.average(symbol, liquidationPrice),
      },
      { title: "told", right: true, spare: 4, text: ({ updatedAt }) => `${ageWords(updatedAt, now)} ago` },
    ]
    await session.showRows(positions, {
      columns,
      fields: Object.keys(PositionRowSchema.properties),
      none: "no open positions",
    })
    return EXIT.done
  },
})

export const statsCommand = command({
  name: "stats",
  group: "account",
  summary: "orders by state since the journal began",
  takes: ["rows", "server"],
  run: async (session) => {
    const stats = await (await session.client()).getStats()
    const { latency, throughput } = stats
    const count = (name: string, number: number, ink?: Ink) => ({
      name,
      text: String(number),
      ink: number === 0 ? undefined : ink,
    })
    const span = (name: string, { p50Ms, p99Ms, count: samples }: Stats["latency"]["append"]) => ({
      name,
      text:
        p50Ms === null || p99Ms === null
          ? "nothing measured yet"
          : `median ${latencyWords(p50Ms)}, 99 % within ${latencyWords(p99Ms)}, ${grouped(String(samples))} measured`,
    })
    const facts = [
      { name: "account", text: `${stats.account}, ${MODE_WORDS[stats.mode]}`, ink: modeInk(stats.mode) },
      count("total", stats.total),
      count("open", stats.active, "working"),
      count("filled", stats.filled, "filled"),
      count("cancelled", stats.cancelled, "cancelled"),
      count("rejected", stats.rejected, "rejected"),
      count("failed", stats.failed, "rejected"),
      count("expired", stats.expired, "cancelled"),
      count("in doubt", stats.inDoubt, "doubt"),
      count("breaks", stats.breaks, "warning"),
      span("to the wire", latency.submitToWire),
      span("to the ack", latency.submitToAck),
      span("journal append", latency.append),
      { name: "events", text: `${throughput.events.mean} a second, at most ${throughput.events.peak}` },
    ]
    await session.showOne(stats, facts)
    return EXIT.done
  },
})

export const accountsCommand = command({
  name: "accounts",
  group: "account",
  summary: "the accounts of the server that this token may see",
  takes: ["rows", "server"],
  run: async (session) => {
    const { accounts, defaultAccount } = await (await session.client()).getAccounts()
    await session.showRows(accounts, {
      fields: Object.keys(AccountRowSchema.properties),
      none: "no accounts",
      columns: [
        { title: "account", text: ({ account }) => account },
        { title: "mode", text: ({ mode }) => MODE_WORDS[mode], ink: ({ mode }) => modeInk(mode) },
        {
          title: "ready",
          text: ({ ready, why }) => (ready ? "yes" : `no: ${why ?? ""}`),
          ink: ({ ready }) => (ready ? "filled" : "rejected"),
        },
        { title: "events", right: true, text: ({ seq }) => String(seq) },
        {
          title: "",
          mayBeEmpty: true,
          text: ({ account }) => (account === defaultAccount && accounts.length > 1 ? "meant where none is named" : ""),
        },
      ],
    })
    return EXIT.done
  },
})

export const limitsCommand = command({
  name: "limits",
  group: "account",
  summary: "the limits that orders are checked against",
  takes: ["rows", "server"],
  run: async (session) => {
    const limits = await (await session.client()).getLimits()
    const common = { ...limits, symbol: "(every other)" }
    await session.showRows([...limits.symbols, common], {
      fields: ["symbol", "maxOrderNotional", "maxPosition", "maxOpenOrders", "priceCollarPct"],
      none: "no limits",
      columns: [
        { title: "symbol", text: ({ symbol }) => symbol },
        { title: "order, quote", right: true, text: ({ maxOrderNotional }) => grouped(maxOrderNotional ?? "none") },
        { title: "position, quote", right: true, text: ({ maxPosition }) => grouped(maxPosition ?? "none") },
        { title: "open orders", right: true, text: ({ maxOpenOrders }) => String(maxOpenOrders ?? "none") },
        { title: "collar, %", right: true, text: ({ priceCollarPct }) => priceCollarPct ?? "none" },
      ],
    })
    return EXIT.done
  },
})

export const budgetCommand = command({
  name: "rate-budget",
  group: "account",
  summary: "what is left of OKX's rate limits",
  takes: ["rows", "server"],
  run: async (session) => {
    const { windows } = await (await session.client()).getRateBudget()
    await session.showRows(windows, {
      fields: ["name", "left", "limit"],
      none: "nothing used yet",
      columns: [
        { title: "window", text: ({ name }) => name },
        {
          title: "left",
          right: true,
          text: ({ left }) => String(left),
          ink: ({ left, limit }) => (left * 5 < limit ? "warning" : undefined),
        },
        { title: "limit", right: true, text: ({ limit }) => String(limit) },
      ],
    })
    return EXIT.done
  },
})

/** Unrealised, fees not included. */
function profitWords({ unrealisedProfit, marginCurrency }: PositionRow): string {
  if (unrealisedProfit === null) return ""
  return `${grouped(averageWords(unrealisedProfit, 2))} ${marginCurrency ?? ""}`.trimEnd()
}

/** A median is often below a millisecond. */
function latencyWords(ms: number): string {
  return ms < 10 ? `${Number(ms.toPrecision(2))} ms` : spanWords(ms)
}
