// The exchange falls silent: it answers nothing at all while orders are placed, some of which it took and some of which it never will. Meanwhile the orders
// must show their doubt and what happens next; afterwards each ends as it ended there, and nothing was ever sent twice.

import { setTimeout as wait } from "node:timers/promises"
import { placementsIn } from "./audit-exchange.ts"
import { readBooks } from "./books.ts"
import type { Finding } from "./finding.ts"
import type { Task, Work } from "./phase.ts"
import { Rig } from "./rig.ts"
import { type Row, rowOf, textOf } from "./rows.ts"
import { StreamReader } from "./stream-reader.ts"

/** Taken by the exchange, which does not say so; these are there when it speaks again. */
const TAKEN = 4
/** Sent into the silence. */
const SENT = 6
/** A placement without an answer is in doubt after five seconds; a slower machine gets some more. */
const DOUBT_LIMIT_MS = 12_000
const LOOK_EVERY_MS = 200
const PLACE_EVERY_MS = 250

export function silenceTasks(): readonly Task[] {
  return [{ name: "silence", phase: "silence", run: runSilence }]
}

async function runSilence(work: Work): Promise<void> {
  const { folder, random, figures, report, plan } = work
  await using rig = await Rig.open({ folder, random, figures })
  await rig.restart()
  const findings: Finding[] = []
  let shown = 0
  {
    await using _reader = new StreamReader({ door: rig.door, told: rig.told })
    const forMs = String(Math.round(plan.silenceS * 1_000) + 30_000)
    for (const fault of ["lost-response", "dropped-pushes"]) await rig.paper.post("/paper/faults", { fault, forMs })
    await placeMany(rig, `${plan.seed}.taken`, TAKEN)
    // Late answers of the first ones are on their way no more; from here on there is nothing at all.
    await rig.paper.post("/paper/faults", { fault: "silence", forMs })
    rig.figures.faultSet("silence")
    const silentUntil = performance.now() + plan.silenceS * 1_000
    await placeMany(rig, `${plan.seed}.sent`, SENT)
    const asked = await doubtsShow(rig, silentUntil)
    findings.push(...asked.findings)
    shown = asked.count
    await wait(Math.max(0, silentUntil - performance.now()))
    findings.push(...(await stillShown(rig)))
  }
  await rig.clearFaults()
  findings.push(...(await rig.settleAndAudit()), ...(await sentOnce(rig)))
  const note = `${plan.silenceS} s; ${shown} orders showed their doubt`
  report({ phase: "silence", name: "the exchange answers nothing", findings, note })
  await rig.count()
}

/** Far from the market, so that only the silence decides about them. */
async function placeMany({ door, told }: Rig, keys: string, count: number): Promise<void> {
  for (let index = 0; index < count; index++) {
    const order = { symbol: "BTC-USDT", side: "buy", type: "limit", price: `${89_000 + index}`, quantity: "0.001" }
    const placed = told.placement(`${keys}-${index}`, order)
    placed.answers.push(await door.ask("POST", "/v1/orders", { key: placed.key, body: order }))
    await wait(PLACE_EVERY_MS)
  }
}

async function ordersOf({ door }: Rig): Promise<readonly Row[]> {
  return await door.all("/v1/orders?state=open&", "orders")
}

/** Waits for the doubts of the orders that the exchange took in silence: each says what was asked, what came back, and what is next. */
async function doubtsShow(rig: Rig, silentUntil: number): Promise<{ findings: readonly Finding[]; count: number }> {
  const giveUpAt = Math.max(silentUntil, performance.now() + DOUBT_LIMIT_MS)
  for (;;) {
    const doubted = (await ordersOf(rig)).filter((order) => rowOf(order, "doubt") !== undefined)
    const dumb = doubted.filter((order) => !saysWhatIsNext(rowOf(order, "doubt")))
    if (dumb.length > 0) {
      return {
        findings: [{ kind: "wrong", rule: "a doubt says what is next", what: JSON.stringify(dumb) }],
        count: doubted.length,
      }
    }
    if (doubted.length >= TAKEN) return { findings: [], count: doubted.length }
    if (performance.now() > giveUpAt) {
      const what = `${doubted.length} of ${TAKEN}: ${JSON.stringify(await ordersOf(rig))}`
      return { findings: [{ kind: "wrong", rule: "who got no answer is in doubt", what }], count: doubted.length }
    }
    await wait(LOOK_EVERY_MS)
  }
}

function saysWhatIsNext(doubt: Row | undefined): boolean {
  const says = ["asked", "answer", "next"].every((name) => textOf(doubt, name) !== "")
  return says && !Number.isNaN(Date.parse(textOf(doubt, "nextAt")))
}

/** While nothing was answered, nothing can have been decided about what was sent. */
async function stillShown(rig: Rig): Promise<readonly Finding[]> {
  const books = await readBooks(rig.data, rig.folder)
  const sent = new Set(
    books.events.filter(({ type }) => type === "OrderSubmitted").map((event) => textOf(event, "orderId")),
  )
  return books.orders
    .filter((order) => sent.has(textOf(order, "orderId")) && textOf(order, "state") !== "Submitted")
    .map((order) => ({ kind: "wrong", rule: "silence decides nothing", what: JSON.stringify(order) }))
}

async function sentOnce(rig: Rig): Promise<readonly Finding[]> {
  const { exchange } = await rig.books()
  const received = Map.groupBy(exchange.records.flatMap(placementsIn), (item) => textOf(item, "clOrdId"))
  return [...received]
    .filter(([, items]) => items.length > 1)
    .map(([clOrdId, items]) => ({
      kind: "doubled",
      rule: "no placement is sent twice",
      what: `${clOrdId}: ${items.length} times`,
    }))
}
