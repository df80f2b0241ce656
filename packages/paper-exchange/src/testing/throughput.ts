// How many order operations one core carries through the engine: `node packages/paper-exchange/src/testing/throughput.ts [rounds] [kind]`.
// One account listens to its channels and trades two instruments of a scripted market with the rate limits on; simulated
// time passes as fast as the limits ask for. Prints operations per second of processor time of each kind (so that a busy
// machine does not count), and what creating an exchange costs.

import { decimal } from "@okx-oms/core"
import { createExchange, type Exchange } from "../engine/exchange.ts"
import { FAULT_NAMES } from "../engine/fault-table.ts"
import { KEYS, loginMessage, START_MS, signedHeaders } from "./desk.ts"

const INSTRUMENTS = [
  { instId: "BTC-USDT", instIdCode: 3, tickSz: "0.1", lotSz: "0.00000001", minSz: "0.00001", startPrice: "91500" },
  { instId: "ETH-USDT", instIdCode: 40, tickSz: "0.01", lotSz: "0.000001", minSz: "0.0001", startPrice: "3050" },
]
const ORDERS = [
  { instIdCode: 3, tdMode: "cash", side: "buy", ordType: "limit", px: "90000", sz: "0.001", tag: "bench" },
  { instIdCode: 40, tdMode: "cash", side: "buy", ordType: "limit", px: "3000", sz: "0.01", tag: "bench" },
]
const ROUNDS = Number(process.argv[2] ?? 20_000)

class Run {
  readonly exchange: Exchange = started()
  nowMs = START_MS
  serial = 0
  out = 0

  constructor() {
    this.exchange.connect({ id: "c1", path: "private", ip: "127.0.0.1" }, this.nowMs)
    this.frame(loginMessage(KEYS, this.nowMs))
    const args = [
      { channel: "orders", instType: "ANY" },
      { channel: "account" },
      { channel: "positions", instType: "ANY" },
    ]
    this.frame({ op: "subscribe", args })
  }

  frame(message: object): void {
    this.out += this.exchange.handleFrame("c1", JSON.stringify(message), this.nowMs).length
  }

  rest(method: string, target: string, body = ""): void {
    const headers = signedHeaders(KEYS, this.nowMs, method, target, body)
    const request = { requestId: String(++this.serial), method, target, headers, body, ip: "127.0.0.1" }
    this.out += this.exchange.handleRest(request, this.nowMs).length
  }
}

function started(): Exchange {
  return createExchange({
    seed: 1,
    startedAtMs: START_MS,
    market: "scripted",
    instruments: INSTRUMENTS,
    accounts: [{ ...KEYS, balances: { USDT: "100000000", BTC: "1000", ETH: "10000" } }],
  })
}

function order(at: number, clOrdId: string): Record<string, unknown> {
  return { ...ORDERS[at % 2], clOrdId }
}

/** Places and cancels one by one, on both instruments. */
function singles(run: Run): number {
  for (let at = 0; at < ROUNDS; at++) {
    const clOrdId = `s${at}`
    const { instIdCode } = ORDERS[at % 2] ?? {}
    run.frame({ id: String(at), op: "order", expTime: String(run.nowMs + 2_500), args: [order(at, clOrdId)] })
    run.frame({ id: `c${at}`, op: "cancel-order", args: [{ instIdCode, clOrdId }] })
    if (at % 2 === 1) run.nowMs += 34
  }
  return 2 * ROUNDS
}

/** Batches of twenty, each cancelled as a batch. */
function batches(run: Run): number {
  for (let at = 0; at < ROUNDS / 20; at++) {
    const ids = Array.from({ length: 20 }, (_, item) => `b${at}x${item}`)
    run.frame({ id: String(at), op: "batch-orders", args: ids.map((clOrdId) => order(at, clOrdId)) })
    const { instIdCode } = ORDERS[at % 2] ?? {}
    run.frame({ id: `c${at}`, op: "batch-cancel-orders", args: ids.map((clOrdId) => ({ instIdCode, clOrdId })) })
    run.nowMs += 67
  }
  return 2 * ROUNDS
}

/** Places one order and fills it by a trade from outside. */
function fills(run: Run): number {
  for (let at = 0; at < ROUNDS; at++) {
    const buy = { ...ORDERS[0], px: "91499", sz: "0.001", clOrdId: `f${at}` }
    run.frame({ id: String(at), op: "order", args: [buy] })
    run.out += run.exchange.trade(
      "BTC-USDT",
      { side: "sell", price: decimal("91499"), size: decimal("0.001") },
      run.nowMs,
    ).outgoing.length
    run.nowMs += 34
  }
  return 2 * ROUNDS
}

/** Signed REST: place, read by id, cancel. */
function rest(run: Run): number {
  for (let at = 0; at < ROUNDS / 4; at++) {
    const { instIdCode: _, ...plain } = order(0, `r${at}`)
    const named = JSON.stringify({ instId: "BTC-USDT", clOrdId: `r${at}` })
    run.rest("POST", "/api/v5/trade/order", JSON.stringify({ ...plain, instId: "BTC-USDT" }))
    run.rest("GET", `/api/v5/trade/order?instId=BTC-USDT&clOrdId=r${at}`)
    run.rest("POST", "/api/v5/trade/cancel-order", named)
    run.nowMs += 34
  }
  return (3 * ROUNDS) / 4
}

/** As singles, while every fault is set and almost none strikes. */
function faulty(run: Run): number {
  const quiet: readonly string[] = [
    "disconnect",
    "maintenance",
    "key-revoked",
    "ip-refused",
    "announced-cut",
    "clock-skew",
  ]
  for (const fault of FAULT_NAMES) {
    if (quiet.includes(fault)) continue
    const body = JSON.stringify({ fault, rate: 0.000001, forMs: 3_600_000, scope: "all" })
    run.exchange.handleControl({ method: "POST", target: "/paper/faults", body }, run.nowMs)
  }
  return singles(run)
}

function measure(name: string, work: (run: Run) => number): void {
  // What the compiler does at the beginning does not count either.
  work(new Run())
  const run = new Run()
  const began = process.cpuUsage()
  const operations = work(run)
  const tookMs = spentMs(began)
  const accepted = run.exchange.world.accounts.values().next().value?.orderList.length
  const perSecond = Math.round((operations / tookMs) * 1_000)
  console.log(
    `${name.padEnd(8)} ${perSecond} operations/s (${operations} in ${Math.round(tookMs)} ms, ${run.out} out, ${accepted} orders kept)`,
  )
}

function creation(): void {
  started()
  const began = process.cpuUsage()
  for (let count = 0; count < 200; count++) started()
  console.log(`create   ${(spentMs(began) / 200).toFixed(3)} ms`)
}

/** Of the main thread and of the collector that works beside it. */
function spentMs(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since)
  return (user + system) / 1_000
}

creation()
const KINDS = { singles, batches, fills, rest, faulty }
for (const [name, work] of Object.entries(KINDS)) if ((process.argv[3] ?? name) === name) measure(name, work)
