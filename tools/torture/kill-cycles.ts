// kill -9 under load, again and again on the same journal: each cycle draws its faults and its moment, restarts, asks again for what was left open, waits for
// rest and audits. The moment is a time, or the instant in which a client or the stream learns something.

import { setTimeout as wait } from "node:timers/promises"
import type { Finding } from "./finding.ts"
import { Load } from "./load.ts"
import { reportTimeOver, type Task, type Work } from "./phase.ts"
import type { Random } from "./random.ts"
import { Rig } from "./rig.ts"
import { StreamReader } from "./stream-reader.ts"

/** Longer journals make every dump longer; a new rig begins a new one. */
const CYCLES_PER_RIG_MAX = 40
const FAULTS_PER_CYCLE_MAX = 4
const KILLS_DURING_START_MAX = 2
const START_LIFE_MAX_MS = 1_500

/** What each fault is drawn with; those that end a connection or stop everything are rarer. */
const FAULTS: readonly { readonly fault: string; readonly rate: number }[] = [
  ...["lost-response", "lost-request", "slow-response", "late-request", "push-before-ack", "stale-reads"],
  ...["50004", "50004-executed", "50004-not-executed", "rate-limit", "unavailable", "system-error", "systems-busy"],
  ...["html-502", "empty-body", "cut-json", "no-data", "missing-batch-item", "reordered-batch-items"],
  ...["slow-cancel", "dropped-pushes", "delayed-pushes", "duplicate-pushes"],
]
  .map((fault) => ({ fault, rate: 0.35 }))
  .concat([
    { fault: "disconnect", rate: 0.03 },
    { fault: "silence", rate: 1 },
  ])

/** Faults of reading and pushing that may go on while the server starts: they end no promise, they only withhold. */
const WITHHOLDING = ["dropped-pushes", "delayed-pushes", "duplicate-pushes", "stale-reads"]

export function killTasks({ cycles, lanes }: Work["plan"]): readonly Task[] {
  const rigs = Math.max(Math.min(cycles, Math.max(1, lanes - 1)), Math.ceil(cycles / CYCLES_PER_RIG_MAX))
  return Array.from({ length: rigs }, (_, index) => {
    const first = Math.floor((index * cycles) / rigs)
    const last = Math.floor(((index + 1) * cycles) / rigs)
    return { name: `kills ${first + 1}-${last}`, phase: "kills", run: (work) => runCycles(work, { first, last }) }
  })
}

async function runCycles(work: Work, { first, last }: { first: number; last: number }): Promise<void> {
  const { random, figures, folder, report } = work
  await using rig = await Rig.open({ folder, random, figures })
  await rig.restart()
  for (let cycle = first; cycle < last; cycle++) {
    if (work.isOver()) {
      reportTimeOver(work, "kills", `cycles ${cycle + 1} to ${last}`)
      break
    }
    const drawn = random.fork(`cycle ${cycle}`)
    const mix = drawMix(drawn)
    const moment = drawMoment(drawn, work.plan.loadS)
    const findings = await runCycle(rig, { cycle, drawn, mix, moment, work })
    figures.add("cycles")
    const note = `${mix.map(({ fault }) => fault).join(" ") || "no fault"}; killed ${describe(moment)}`
    report({ phase: "kills", name: `cycle ${cycle + 1}`, findings, note })
    // What is wrong once stays wrong in this journal: the next cycles would only say it again.
    if (findings.length > 0) break
  }
  await rig.count()
}

interface Cycle {
  readonly cycle: number
  readonly drawn: Random
  readonly mix: readonly DrawnFault[]
  readonly moment: Moment
  readonly work: Work
}

async function runCycle(rig: Rig, { cycle, drawn, mix, moment, work }: Cycle): Promise<readonly Finding[]> {
  for (const { fault, rate } of mix) {
    await rig.paper.post("/paper/faults", { fault, rate: String(rate), forMs: "30000" })
    rig.figures.faultSet(fault)
  }
  const findings: Finding[] = []
  {
    const alarm = new Alarm(moment)
    await using _reader = new StreamReader({ door: rig.door, told: rig.told, heard: (type) => alarm.hear(type) })
    await using _load = new Load({
      door: rig.door,
      paper: rig.paper,
      told: rig.told,
      random: drawn.fork("load"),
      keys: `${work.plan.seed}.${cycle}`,
      heard: (what) => alarm.hear(what),
    })
    await Promise.race([alarm.rung, wait(work.plan.loadS * 1_000, undefined, { ref: false })])
    if (rig.server.hasEnded) {
      findings.push({
        kind: "wrong",
        rule: "the server lives until it is killed",
        what: rig.server.output.slice(-3_000),
      })
    }
    await rig.kill()
    rig.figures.add("kills")
  }
  const goesOn = drawn.chance(0.25) ? drawn.pick(WITHHOLDING) : undefined
  await rig.clearFaults()
  if (goesOn !== undefined) await rig.paper.post("/paper/faults", { fault: goesOn, rate: "0.5", forMs: "1500" })
  await killWhileStarting(rig, drawn)
  await rig.restart()
  await rig.clearFaults()
  findings.push(...(await rig.askAgain()), ...(await rig.settleAndAudit()))
  return findings
}

/** A recovery that is cut off must leave what the next one needs. */
async function killWhileStarting(rig: Rig, drawn: Random): Promise<void> {
  if (!drawn.chance(0.3)) return
  for (let left = drawn.whole(1, KILLS_DURING_START_MAX); left > 0; left--) {
    rig.spawn()
    await wait(drawn.between(50, START_LIFE_MAX_MS))
    await rig.kill()
    rig.figures.add("kills")
    rig.figures.add("kills during a start")
  }
}

interface DrawnFault {
  readonly fault: string
  readonly rate: number
}

function drawMix(random: Random): readonly DrawnFault[] {
  if (random.chance(0.1)) return []
  const drawn = random.some(FAULTS, random.whole(1, FAULTS_PER_CYCLE_MAX))
  return drawn.map(({ fault, rate }) => ({
    fault,
    rate: rate === 1 ? 1 : Number((rate * random.between(0.1, 1)).toFixed(3)),
  }))
}

/** The so-manieth time that something is heard, and a little later; "time" is a time alone. */
interface Moment {
  readonly what: string
  readonly count: number
  readonly plusMs: number
}

const HEARD = [
  "sent",
  "acknowledged",
  "OrderSubmitted",
  "OrderAcknowledged",
  "OrderFilled",
  "CancelRequested",
  "OrderInDoubt",
]

function drawMoment(random: Random, loadS: number): Moment {
  if (random.chance(0.4)) return { what: "time", count: 0, plusMs: Math.round(random.between(0.1, 1) * loadS * 1_000) }
  const what = random.pick(HEARD)
  const isRare = what === "OrderFilled" || what === "CancelRequested" || what === "OrderInDoubt"
  return { what, count: random.whole(1, isRare ? 5 : 40), plusMs: random.chance(0.5) ? 0 : random.whole(0, 6) }
}

function describe({ what, count, plusMs }: Moment): string {
  return what === "time" ? `after ${plusMs} ms` : `at ${what} number ${count}${plusMs === 0 ? "" : ` and ${plusMs} ms`}`
}

class Alarm {
  readonly rung: Promise<void>
  readonly #moment: Moment
  readonly #ring: () => void
  #left: number

  constructor(moment: Moment) {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.rung = promise
    this.#ring = resolve
    this.#moment = moment
    this.#left = moment.count
    if (moment.what === "time") setTimeout(resolve, moment.plusMs).unref()
  }

  hear(what: string): void {
    if (what !== this.#moment.what || --this.#left !== 0) return
    if (this.#moment.plusMs === 0) this.#ring()
    else setTimeout(this.#ring, this.#moment.plusMs).unref()
  }
}
