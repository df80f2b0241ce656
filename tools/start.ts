// `npm start`: the paper exchange, the order manager's server and the grid, each a process of its own, started in this order and stopped in the reverse.
// It owns no logic of theirs: it waits for each to answer, passes on what they print, and starts again what was killed.

import { type ChildProcess, spawn } from "node:child_process"
import { mkdirSync } from "node:fs"
import { join, resolve } from "node:path"
import { setTimeout as wait } from "node:timers/promises"
import { parseArgs } from "node:util"

const ROOT = resolve(import.meta.dirname, "..")
const READY_TIMEOUT_MS = 30_000
const STOP_TIMEOUT_MS = 10_000
/** A part that is killed more often than this within a minute is not started again. */
const RESTARTS_PER_MINUTE_MAX = 5
const RESTART_AFTER_MS = 500

interface Part {
  readonly name: string
  readonly entry: string
  readonly args: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  /** Answers 200 when the part is ready; absent for parts that nobody waits for. */
  readonly readyUrl?: string
}

class Supervisor {
  readonly #running = new Map<string, ChildProcess>()
  readonly #restarts: number[] = []
  #stopping = false

  /** Starts a part and resolves when it answers. Throws when it ends or stays silent. */
  async start(part: Part): Promise<void> {
    const child = spawn(process.execPath, [join(ROOT, part.entry), ...part.args], {
      cwd: ROOT,
      env: { ...process.env, ...part.environment },
      stdio: ["ignore", "pipe", "pipe"],
    })
    this.#running.set(part.name, child)
    passOn(child.stdout, part.name, process.stdout)
    passOn(child.stderr, part.name, process.stderr)
    child.once("exit", (code, signal) => this.#ended(part, child, { code, signal }))
    if (part.readyUrl !== undefined) await this.#answers(part, child, part.readyUrl)
  }

  /** Ends every part, last started first: politely, then after a while not. */
  async stop(exitCode: number): Promise<never> {
    this.#stopping = true
    for (const [name, child] of [...this.#running].reverse()) {
      const ended = new Promise<void>((done) => child.once("exit", () => done()))
      if (child.exitCode !== null || child.signalCode !== null) continue
      child.kill("SIGTERM")
      const inTime = await Promise.race([ended.then(() => true), wait(STOP_TIMEOUT_MS, false)])
      if (!inTime) {
        console.error(`${name} did not stop within ${STOP_TIMEOUT_MS / 1000} s and is ended`)
        child.kill("SIGKILL")
      }
    }
    process.exit(exitCode)
  }

  #ended(part: Part, child: ChildProcess, how: { code: number | null; signal: NodeJS.Signals | null }): void {
    if (this.#stopping || this.#running.get(part.name) !== child) return
    this.#running.delete(part.name)
    const now = Date.now()
    while ((this.#restarts[0] ?? now) < now - 60_000) this.#restarts.shift()
    const killed = how.signal !== null
    if (!killed || this.#restarts.length >= RESTARTS_PER_MINUTE_MAX) {
      console.error(
        `${part.name} ended (${how.signal ?? `exit code ${how.code}`}); everything stops. What it said is above.`,
      )
      void this.stop(1)
      return
    }
    this.#restarts.push(now)
    console.error(`${part.name} was killed (${how.signal}); it starts again`)
    setTimeout(() => {
      if (!this.#stopping) this.start(part).catch((error: Error) => this.#failed(error))
    }, RESTART_AFTER_MS)
  }

  #failed(error: Error): void {
    if (this.#stopping) return
    console.error(error.message)
    void this.stop(1)
  }

  async #answers(part: Part, child: ChildProcess, url: string): Promise<void> {
    const giveUpAt = Date.now() + READY_TIMEOUT_MS
    while (Date.now() < giveUpAt && child.exitCode === null) {
      const answered = await fetch(url, { signal: AbortSignal.timeout(2_000) }).then(
        (response) => response.ok,
        () => false,
      )
      // Another program's answer on the same port does not count: the part must still be there a moment later.
      if (answered) await wait(50)
      if (answered && child.exitCode === null) return
      await wait(100)
    }
    if (child.exitCode === null)
      throw new Error(`${part.name} did not answer at ${url} within ${READY_TIMEOUT_MS / 1000} s`)
    throw new Error(`${part.name} could not start; what it said is above`)
  }
}

/** Whole lines only, so that two processes never share one. */
function passOn(from: NodeJS.ReadableStream | null, name: string, to: NodeJS.WritableStream): void {
  let rest = ""
  from?.setEncoding("utf8")
  from?.on("data", (text: string) => {
    const lines = (rest + text).split("\n")
    rest = lines.pop() ?? ""
    for (const line of lines) to.write(`${name.padEnd(6)} ${line}\n`)
  })
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { "no-grid": { type: "boolean", default: false } } })
  const data = resolve(process.env["OMS_DATA"] ?? join(ROOT, ".oms"))
  const port = process.env["OMS_PORT"] ?? "7070"
  const paperPort = process.env["OMS_PAPER_PORT"] ?? "7071"
  mkdirSync(data, { recursive: true, mode: 0o700 })
  const supervisor = new Supervisor()
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void supervisor.stop(0))
  const paper = {
    name: "paper",
    entry: "packages/paper-exchange/src/main.ts",
    args: ["--port", paperPort, "--seed", "1", "--data", join(data, "paper")],
    readyUrl: `http://127.0.0.1:${paperPort}/api/v5/public/time`,
  }
  const environment = { OMS_MODE: "paper", OMS_PORT: port, OMS_PAPER_PORT: paperPort, OMS_DATA: data }
  const server = {
    name: "server",
    entry: "packages/server/src/main.ts",
    args: [],
    environment,
    readyUrl: `http://127.0.0.1:${port}/livez`,
  }
  const grid = {
    name: "grid",
    entry: "examples/grid-trading/src/main.ts",
    args: [],
    environment: { ...environment, OMS_URL: `http://127.0.0.1:${port}` },
  }
  try {
    await supervisor.start(paper)
    await supervisor.start(server)
    if (!values["no-grid"]) await supervisor.start(grid)
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    await supervisor.stop(1)
  }
}

if (Number(process.versions.node.split(".")[0]) < 24) {
  console.error(`This is Node ${process.versions.node}. Start by "npm start" after "npm ci": npm brings Node 26 along.`)
  process.exit(1)
}
await main()
