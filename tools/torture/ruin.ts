// One harm to the disk under a running server, and the way back: the server has to stop accepting (or to be gone) rather than say what is not so, and after
// a plain restart everything that anybody was told must be there. What the harm is, is the caller's.

import { setTimeout as wait } from "node:timers/promises"
import type { Finding } from "./finding.ts"
import { Load } from "./load.ts"
import type { Rig, Started } from "./rig.ts"
import { StreamReader } from "./stream-reader.ts"

/** From the harm to the end of the process. */
const END_LIMIT_MS = 20_000
const LOAD_LIMIT_MS = 12_000

export interface Ruin {
  readonly keys: string
  /** A command that runs the server under the harm. */
  readonly through?: readonly string[]
  /** Does the harm to a running server; after it the server has to end. */
  readonly act?: () => Promise<void>
  /** stops: by itself, with words and code 1 · killed: by SIGKILL · endures: it lives on, and says that the queries are not what they were. */
  readonly ends: "stops" | "killed" | "endures"
  /** True once the harm has really been done; absent where it cannot be told. */
  readonly struck?: () => boolean
  /** Makes the disk whole again. */
  readonly mend?: () => Promise<void>
}

/** What a server that lost its disk says, at the start or in the middle. */
const LOUD = /the order manager stopped|did not start|journal unavailable|could not be completed/
/** What it says when only the query tables are lost. */
const LOUD_ABOUT_QUERIES = /index/

export interface Outcome {
  readonly findings: readonly Finding[]
  readonly note: string
  /** False when the harm was prepared and never met. */
  readonly struck: boolean
}

/** Runs the server into the ruin and out of it again. `note` says what was seen. */
export async function ruinAndRecover(rig: Rig, ruin: Ruin): Promise<Outcome> {
  const started = await rig.start(ruin.through === undefined ? {} : { through: ruin.through })
  if (started.kind === "ready") await loadUntilItEnds(rig, ruin)
  const struck = ruin.struck?.() !== false
  const findings = struck ? [...(await judgeEnd(rig, ruin))] : []
  const note = await endNote(rig, started)
  await rig.kill()
  await ruin.mend?.()
  await rig.restart()
  findings.push(...(await rig.askAgain()), ...(await rig.settleAndAudit()))
  return { findings, note, struck }
}

async function loadUntilItEnds(rig: Rig, ruin: Ruin): Promise<void> {
  const { door, paper, told, server } = rig
  await using _reader = new StreamReader({ door, told })
  await using _load = new Load({ door, paper, told, random: rig.random.fork(ruin.keys), keys: ruin.keys })
  if (ruin.act !== undefined) {
    await server.endsWithin(rig.random.between(400, 2_500))
    await ruin.act()
  }
  const giveUpAt = performance.now() + LOAD_LIMIT_MS
  // Who is to endure the harm gets a little more load after it.
  while (performance.now() < giveUpAt && (ruin.ends !== "endures" || ruin.struck?.() !== true)) {
    if ((await server.endsWithin(100)) !== undefined) return
  }
  await wait(1_000)
}

async function judgeEnd(rig: Rig, { ends }: Ruin): Promise<readonly Finding[]> {
  const how = await rig.server.endsWithin(ends === "endures" ? 100 : END_LIMIT_MS)
  const { output } = rig.server
  const endedAloud = how?.code === 1 && LOUD.test(output)
  const wrong = (rule: string): readonly Finding[] => {
    return [{ kind: "wrong", rule, what: `${JSON.stringify(how)}: ${output.slice(-2_000)}` }]
  }
  switch (ends) {
    case "stops":
      return endedAloud ? [] : wrong("it stops and says so when the journal's disk is lost")
    case "killed":
      return how?.signal === "SIGKILL" ? [] : wrong("it ends where it is killed")
    case "endures":
      // At the start there is no index yet that could be done without.
      if (endedAloud || (how === undefined && LOUD_ABOUT_QUERIES.test(output))) return []
      return wrong("a lost index is said aloud")
    default:
      return ends satisfies never
  }
}

async function endNote(rig: Rig, started: Started): Promise<string> {
  const how = await rig.server.endsWithin(10)
  const end = how === undefined ? "lives on" : how.signal === null ? `ended with ${how.code}` : `ended by ${how.signal}`
  const said = /stopping \((.{0,120})\)|(?:unavailable|unusable): \S+ (.{0,100})/.exec(rig.server.output)
  const words = said?.[1] ?? said?.[2] ?? ""
  return `${started.kind === "ready" ? "" : "at the start, "}${end}${words === "" ? "" : `: ${words}`}`
}
