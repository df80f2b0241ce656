// A start of the order manager in a process of its own, as after a crash: nothing is warm. Told by bench.ts which history to start on; ends without a word, so
// that the history stays as it was but for the few events of the start.

import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { emptyAccount, evolve } from "@okx-oms/core"
import { openSqliteJournal } from "@okx-oms/journal-sqlite"
import { openDesk } from "../desk/open-desk.ts"
import { ACCOUNT } from "../desk/settings.ts"
import { answerQuestions } from "../peer.ts"
import { exchangeOf } from "./history.ts"

/** No snapshot is kept by a start: each finds the history alike. */
const NEVER = Number.MAX_SAFE_INTEGER

async function start(directory: string): Promise<object> {
  const exchange = exchangeOf(directory)
  const beganMs = performance.now()
  const { manager } = await openDesk({ directory, exchange, config: { snapshotEveryEvents: NEVER } })
  const readyMs = performance.now() - beganMs
  const { user, system } = process.cpuUsage()
  const { seq, active, breaks } = await manager.getStats()
  return { readyMs, cpuMs: (user + system) / 1_000, seq, active, breaks, memoryMb: process.memoryUsage.rss() / 2 ** 20 }
}

/** Every event from the first on, checked against the chain and folded. */
async function replay(directory: string): Promise<object> {
  await using journal = await openSqliteJournal({ directory, readOnly: true })
  const state = emptyAccount(ACCOUNT)
  const beganMs = performance.now()
  for await (const run of journal.read(ACCOUNT, 1)) for (const event of run) evolve(state, event)
  return { events: state.seq, tookMs: performance.now() - beganMs }
}

/** The least that a replay has to do: the same rows read by node:sqlite and parsed, nothing checked, nothing folded. */
function parse(directory: string): object {
  const database = new DatabaseSync(join(directory, "journal.db"), { readOnly: true })
  const beganMs = performance.now()
  let events = 0
  for (const row of database.prepare("SELECT events FROM turns ORDER BY turn_id").iterate()) {
    const parsed: unknown = JSON.parse(String(row.events))
    if (Array.isArray(parsed)) events += parsed.length
  }
  const tookMs = performance.now() - beganMs
  database.close()
  return { events, tookMs }
}

answerQuestions(
  {
    start: ({ directory }) => start(String(directory)),
    replay: ({ directory }) => replay(String(directory)),
    parse: ({ directory }) => parse(String(directory)),
  },
  () => process.exit(0),
)
