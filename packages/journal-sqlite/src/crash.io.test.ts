// A process that appends is killed with SIGKILL at moments drawn from a seed, again and again on the same directory. Whatever it had acknowledged must be
// there, the chain must hold, the next process must get the lock, and the index must catch up with the very same orders.

import assert from "node:assert/strict"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { test } from "node:test"
import { setTimeout as delay } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { encodeOrder, replay } from "@okx-oms/core"
import { JournalUnavailable } from "@okx-oms/trading"
import { collect, MemoryDisk, SampleBook } from "@okx-oms/trading/contract"
import { openSqliteJournal } from "./sqlite-journal.ts"
import { SILENT_LOG, temporaryDirectory } from "./testing.ts"
import { verifyJournal } from "./verify.ts"

const CHILD = fileURLToPath(new URL("./crash-child.ts", import.meta.url))
const SEED = 20_260_131
const KILLS = 4
const LIFE_MAX_MS = 250
const { account } = new SampleBook()

interface Child {
  readonly pid: number
  /** Newest acknowledged seq that was read from it. */
  acknowledged(): number
  kill(): Promise<void>
}

/** Started and appending. */
async function startChild(directory: string, ordersPerTurn: number): Promise<Child> {
  const child = spawn(process.execPath, [CHILD, directory, String(ordersPerTurn)], {
    stdio: ["ignore", "pipe", "inherit"],
  })
  let text = ""
  child.stdout.setEncoding("utf8")
  child.stdout.on("data", (part: string) => (text = (text + part).slice(-200)))
  const ended = once(child, "close")
  await Promise.race([once(child.stdout, "data"), ended])
  return {
    pid: child.pid ?? 0,
    acknowledged: () => Number(text.slice(0, text.lastIndexOf("\n")).split("\n").at(-1)),
    kill: async () => {
      child.kill("SIGKILL")
      await ended
    },
  }
}

test("killed at random moments, so everything acknowledged is recovered and nothing is half there", async () => {
  using directory = temporaryDirectory()
  const random = new MemoryDisk(SEED)
  let recoveredBefore = 0
  for (let kill = 0; kill < KILLS; kill++) {
    const ordersPerTurn = 1 + Math.floor(random.random() * 40)
    const child = await startChild(directory.path, ordersPerTurn)
    await delay(random.random() * LIFE_MAX_MS)
    await child.kill()
    const acknowledged = child.acknowledged()
    const told = `seed ${SEED}, kill ${kill}`
    assert.ok(acknowledged > recoveredBefore, `${told}: it appended`)
    await using journal = await openSqliteJournal({ directory: directory.path, log: SILENT_LOG })
    const events = await collect((await journal.load(account)).events)
    const last = events.at(-1)?.seq ?? 0
    assert.ok(last >= acknowledged, `${told}: ${acknowledged} acknowledged, ${last} recovered`)
    assert.equal(events.at(-1)?.type === "EpochStarted" || events.at(-1)?.type === "OrderSubmitted", true, told)
    recoveredBefore = last
  }
  const report = await verifyJournal({ directory: directory.path, log: SILENT_LOG })
  assert.deepEqual(report.damages, [])
  await using journal = await openSqliteJournal({ directory: directory.path, log: SILENT_LOG })
  assert.ok(await journal.indexed(account, 20_000))
  const orders = [...replay(account, await collect(journal.read(account, 1))).orders.values()]
  const newest = orders.at(-1)
  const oldest = orders[0]
  assert.ok(newest !== undefined && oldest !== undefined)
  const { rows } = await journal.orders({ account, limit: 1 })
  assert.deepEqual(rows.map(encodeOrder), [encodeOrder(newest)])
  const [found] = await journal.lookup(account, [{ kind: "clientOrderId", value: "client-1" }])
  assert.ok(found !== undefined)
})

test("a second process, so it is refused by name until the first one is killed; reading works meanwhile", async () => {
  using directory = temporaryDirectory()
  const child = await startChild(directory.path, 2)
  try {
    await assert.rejects(openSqliteJournal({ directory: directory.path, log: SILENT_LOG }), (error: unknown) => {
      assert.ok(error instanceof JournalUnavailable)
      assert.match(error.message, new RegExp(`process ${child.pid} on .* holds .*journal\\.lock`))
      assert.match(error.advice, /Stop that process/)
      return true
    })
    await using reader = await openSqliteJournal({ directory: directory.path, log: SILENT_LOG, readOnly: true })
    const acknowledged = child.acknowledged()
    assert.ok(await reader.indexed(account, 20_000))
    const page = await reader.orders({ account, limit: 5 })
    assert.equal(page.rows.length, 5)
    assert.ok((await collect(reader.read(account, 1))).length >= acknowledged)
    await assert.rejects(reader.append(account, 0, 1, new SampleBook().start()), /opened to read/)
  } finally {
    await child.kill()
  }
  await using journal = await openSqliteJournal({ directory: directory.path, log: SILENT_LOG })
  assert.ok(journal.lastSeq(account) >= child.acknowledged())
})

test("the same process opens it twice, so the second is refused and says that it is this very process", async () => {
  using directory = temporaryDirectory()
  await using journal = await openSqliteJournal({ directory: directory.path, log: SILENT_LOG })
  await assert.rejects(openSqliteJournal({ directory: directory.path, log: SILENT_LOG }), /holds .*journal\.lock/)
  assert.equal(journal.lastSeq(account), 0)
})
