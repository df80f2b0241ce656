// node packages/simulator/src/throughput.ts: how many orders a second of the processor carries through the whole stack, in a calm dense world and in the drawn mix,
// with the auditor and without. Counted in processor time of this process, so that others on the machine falsify little; the median of the rounds is told.

import { parseArgs } from "node:util"
import { NO_FAULTS, type PlanChange } from "./fault-plan.ts"
import type { Judge } from "./observation.ts"
import { runSeed, type SeedResult } from "./run-seed.ts"

interface Mix {
  readonly name: string
  /** Seeds of one round; the n-th round takes the n-th part of them. */
  readonly seeds: number
  readonly plan: PlanChange
}

const CALM: PlanChange = { classes: NO_FAULTS, lies: "off", manner: "mixed", accounts: 1, snapshotEveryEvents: 20_000 }
const MIXES: readonly Mix[] = [
  {
    name: "calm usual",
    seeds: 2,
    plan: { ...CALM, bustle: "usual", stormMs: 20_000, wishes: 2_000, marketEveryMs: 50 },
  },
  {
    name: "calm dense",
    seeds: 2,
    plan: { ...CALM, bustle: "dense", stormMs: 5_000, wishes: 1_500, marketEveryMs: 20 },
  },
  { name: "drawn mix", seeds: 10, plan: {} },
]
const NOBODY: Judge = { observe: () => {}, finish: () => {} }
const USAGE =
  "node packages/simulator/src/throughput.ts [--rounds N] [--from S] [--mix 'calm usual' | 'calm dense' | 'drawn mix']"

interface Round {
  readonly orders: number
  readonly cpuSeconds: number
}

async function round(mix: Mix, from: number, judged: boolean): Promise<Round> {
  const cpu = process.cpuUsage()
  const results: SeedResult[] = []
  for (let seed = from; seed < from + mix.seeds; seed++) {
    results.push(await runSeed(seed, { plan: mix.plan, ...(!judged && { judge: NOBODY }) }))
  }
  const { user, system } = process.cpuUsage(cpu)
  for (const { seed, violation } of results) {
    if (violation !== undefined) console.log(`seed ${seed}: ${violation.invariant} ${violation.message}`)
  }
  return { orders: results.reduce((sum, { orders }) => sum + orders, 0), cpuSeconds: (user + system) / 1_000_000 }
}

async function main(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { rounds: { type: "string" }, from: { type: "string" }, mix: { type: "string" } },
  })
  const rounds = Number(values.rounds ?? "3")
  const from = Number(values.from ?? "1")
  if (!(Number.isSafeInteger(rounds) && rounds > 0 && Number.isSafeInteger(from) && from > 0)) throw new Error(USAGE)
  const mixes = MIXES.filter(({ name }) => name.startsWith(values.mix ?? ""))
  // The compiler of the runtime needs a while before it shows what it can do.
  for (const mix of mixes) await round(mix, from, true)
  for (const mix of mixes) {
    for (const judged of [false, true]) {
      const told: Round[] = []
      for (let at = 0; at < rounds; at++) told.push(await round(mix, from + at * mix.seeds, judged))
      console.log(`${mix.name.padEnd(10)} ${judged ? "with auditor   " : "without auditor"} ${line(told)}`)
    }
  }
}

function line(rounds: readonly Round[]): string {
  const rates = rounds.map(({ orders, cpuSeconds }) => orders / cpuSeconds).sort((a, b) => a - b)
  const median = rates[Math.floor(rates.length / 2)] ?? 0
  const orders = rounds.reduce((sum, each) => sum + each.orders, 0)
  return `${Math.round(median)} orders per CPU second (${rates.map(Math.round).join(", ")}; ${orders} orders)`
}

await main(process.argv.slice(2))
