// `npm run paper` as a process: what it says at the start and about mistakes, what it makes of a configuration file, and how
// it ends.

import assert from "node:assert/strict"
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { test } from "node:test"
import { fileURLToPath } from "node:url"
import { signedHeaders } from "./testing/desk.ts"

const MAIN = fileURLToPath(new URL("./main.ts", import.meta.url))
const LIMIT_MS = 60_000

class Program implements AsyncDisposable {
  readonly child: ChildProcess
  out = ""
  error = ""

  constructor(...options: string[]) {
    this.child = spawn(process.execPath, [MAIN, ...options], { stdio: ["ignore", "pipe", "pipe"] })
    this.child.stdout?.setEncoding("utf8").on("data", (chunk) => {
      this.out += String(chunk)
    })
    this.child.stderr?.setEncoding("utf8").on("data", (chunk) => {
      this.error += String(chunk)
    })
  }

  async says(words: RegExp): Promise<string> {
    const signal = AbortSignal.timeout(LIMIT_MS)
    for (;;) {
      const found = words.exec(this.out)
      if (found !== null) return found[1] ?? found[0]
      if (this.child.stdout === null) throw new Error("no output")
      await once(this.child.stdout, "data", { signal })
    }
  }

  async ended(): Promise<number | null> {
    const [code] = await once(this.child, "close", { signal: AbortSignal.timeout(LIMIT_MS) })
    return code
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return
    this.child.kill("SIGKILL")
    await once(this.child, "close")
  }
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  test(`${signal}, so it says that it stopped and ends with 0`, async () => {
    await using program = new Program("--port", "0", "--scripted")
    await program.says(/Stop it with/)
    const ended = program.ended()
    program.child.kill(signal)
    assert.equal(await ended, 0)
    assert.match(program.out, /paper exchange stopped\n$/)
    assert.equal(program.error, "")
  })
}

test("quiet is asked for, so the address is all it says", async () => {
  await using program = new Program("--port", "0", "--scripted", "--quiet")
  await program.says(/on http:\S+\n/)
  const ended = program.ended()
  program.child.kill("SIGTERM")
  await ended
  assert.match(program.out, /^paper exchange on http:\/\/127\.0\.0\.1:\d+\npaper exchange stopped\n$/)
})

test("options that cannot be, so each is named with what is allowed and it ends with 1", async () => {
  await using program = new Program("--port", "x", "--speed", "0")
  assert.equal(await program.ended(), 1)
  assert.match(program.error, /--port: expected a whole number from 0 to 65535, got "x"/)
  assert.match(program.error, /--speed: expected a number from 0\.01 to 1000, got 0/)
  assert.equal(program.out, "")
})

test("help is asked for, so it is printed and it ends with 0", async () => {
  await using program = new Program("--help")
  assert.equal(await program.ended(), 0)
  assert.match(program.out, /--port N .*\n/)
})

test("an instrument that cannot be listed, so its mistake is said without a trace of the program", async () => {
  const folder = mkdtempSync(join(tmpdir(), "paper-main-"))
  try {
    const file = join(folder, "instruments.json")
    writeFileSync(file, JSON.stringify([{ instId: "X-Y-Z", tickSz: "1", lotSz: "1", minSz: "1", startPrice: "1" }]))
    await using program = new Program("--port", "0", "--instruments", file)
    assert.equal(await program.ended(), 1)
    assert.match(program.error, /^paper exchange: instrument X-Y-Z: expected BASE-QUOTE/)
    assert.doesNotMatch(program.error, / at /)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test("a configuration file, so its accounts, faults and instruments are there", async () => {
  const folder = mkdtempSync(join(tmpdir(), "paper-main-"))
  try {
    const keys = { apiKey: "own-key", secret: "own-secret", passphrase: "own-pass" }
    const config = {
      port: 0,
      market: "scripted",
      instruments: ["BTC-USDT"],
      accounts: [{ ...keys, label: "bot", balances: { USDT: 500 }, permissions: ["read_only"], level: "VIP2" }],
      faults: [{ fault: "slow-cancel", rate: 0.5 }],
    }
    const file = join(folder, "paper.json")
    writeFileSync(file, JSON.stringify(config))
    await using program = new Program("--config", file)
    const url = await program.says(/on (http:\S+)\n/)
    const headers = signedHeaders(keys, Date.now(), "GET", "/api/v5/account/config", "")
    const answer = await (await fetch(`${url}/api/v5/account/config`, { headers })).text()
    assert.match(answer, /"label":"bot"/)
    assert.match(answer, /"level":"VIP2"/)
    assert.match(answer, /"perm":"read_only"/)
    const state = await (await fetch(`${url}/paper/state`)).text()
    assert.match(state, /"marketCount":1,/)
    assert.match(state, /"fault":"slow-cancel","rate":0\.5/)
  } finally {
    rmSync(folder, { recursive: true })
  }
})
