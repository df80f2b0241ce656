import assert from "node:assert/strict"
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtemp, rm } from "node:fs/promises"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { test } from "node:test"

const ROOT = resolve(import.meta.dirname, "../../..")

function start(path: string, args: readonly string[], options: { cwd?: string; env?: Record<string, string> } = {}) {
  const { cwd = ROOT, env = {} } = options
  const child = spawn(process.execPath, [join(ROOT, path), ...args], { cwd, env: { ...process.env, ...env } })
  return { child, said: wordsOf(child) }
}

function wordsOf(child: ChildProcess): () => string {
  let text = ""
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (part: string) => {
      text += part
    })
  }
  return () => text
}

test("the example on a fresh folder, so its order rests, is cancelled and its life is told", async () => {
  const cwd = await mkdtemp(join(tmpdir(), "okx-oms-first-"))
  const paper = start("packages/paper-exchange/src/main.ts", ["--port", "0"])
  const ended = once(paper.child, "close")
  try {
    while (!paper.said().includes("\n") && paper.child.exitCode === null) {
      await Promise.race([once(paper.child.stdout, "data"), ended])
    }
    const address = /http:\S+/.exec(paper.said())?.[0] ?? ""
    const example = start("examples/first-order/src/index.ts", [], { cwd, env: { PAPER_URL: address } })
    const [code] = await once(example.child, "close")
    assert.equal(code, 0, example.said())
    assert.match(example.said(), /event \d+: OrderAcknowledged\n/)
    assert.match(example.said(), /order o\d{18} is Cancelled\n/)
    assert.match(example.said(), /Acknowledged -> Cancelled: first order: seen enough\n/)
  } finally {
    paper.child.kill("SIGTERM")
    await ended
    await rm(cwd, { recursive: true, force: true })
  }
})

test("no exchange runs, so it says at once which address did not answer and what to start, without a stack", async () => {
  // A port that was free a moment ago.
  const server = createServer().listen(0, "127.0.0.1")
  await once(server, "listening")
  const address = server.address()
  assert.ok(typeof address === "object" && address !== null)
  server.close()
  const url = `http://127.0.0.1:${address.port}`
  const example = start("examples/first-order/src/index.ts", [], { env: { PAPER_URL: url } })
  const [code] = await once(example.child, "close")
  assert.equal(code, 1)
  const words = `Nothing answers at ${url}. Start the paper exchange first, in another terminal: npm run paper\n`
  assert.equal(example.said(), words)
})
