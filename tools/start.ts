// `npm start`: the paper exchange, the order manager's server and the grid, each a process of its own, started in this order and stopped in the reverse.
// It owns no logic of theirs: it waits for each to answer, passes on what they print, and starts again what was killed.

import { type ChildProcess, spawn } from "node:child_process"
import { mkdirSync, readFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { setTimeout as wait } from "node:timers/promises"
import { parseArgs } from "node:util"
import { orUsage } from "./usage.ts"

const ROOT = resolve(import.meta.dirname, "..")
const READY_TIMEOUT_MS = 30_000
const STOP_TIMEOUT_MS = 10_000
/** A part that is killed more often than this within a minute is not started again. */
const RESTARTS_PER_MINUTE_MAX = 5
const RESTART_AFTER_MS = 500
const PARENT_CHECK_MS = 1_000

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
  /** In the order of the first start: the last one stops first, whatever was started again meanwhile. */
  readonly #order: string[] = []
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
    if (!this.#order.includes(part.name)) this.#order.push(part.name)
    console.log(`${part.name.padEnd(6)} starts as process ${child.pid}`)
    passOn(child.stdout, part.name, process.stdout)
    passOn(child.stderr, part.name, process.stderr)
    child.once("exit", (code, signal) => this.#ended(part, child, { code, signal }))
    if (part.readyUrl !== undefined) await this.#answers(part, child, part.readyUrl)
  }

  get isStopping(): boolean {
    return this.#stopping
  }

  /** Ends every part, last started first: politely, then after a while not. */
  async stop(exitCode: number): Promise<void> {
    if (this.#stopping) return
    this.#stopping = true
    for (const name of this.#order.toReversed()) {
      const child = this.#running.get(name)
      if (child === undefined) continue
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
    throw new Error(
      `${part.name} could not start; what it said is above. Ports and folder: OMS_PORT, OMS_PAPER_PORT and OMS_DATA, such as OMS_PORT=7080 OMS_PAPER_PORT=7081 OMS_DATA=.oms2 npm start`,
    )
  }
}

/** Whole lines only, so that two processes never share one. */
function passOn(from: NodeJS.ReadableStream | null, name: string, to: NodeJS.WritableStream): void {
  let rest = ""
  from?.setEncoding("utf8")
  from?.on("data", (text: string) => {
    const lines = (rest + text).split("\n")
    rest = lines.pop() ?? ""
    for (const line of lines) to.write(`${name.padEnd(6)} ${readable(line)}\n`)
  })
}

const LEVELS: Readonly<Record<number, string>> = { 40: "warning: ", 50: "error: ", 60: "fatal: " }

/** The server's structured log as a sentence with its facts; other lines as they are. */
function readable(line: string): string {
  if (!line.startsWith('{"level":')) return line
  try {
    const { level, time, msg, ...facts } = JSON.parse(line) as { level: number; time: number; msg: string }
    const told = Object.entries(facts).map(
      ([name, value]) => `${name} ${typeof value === "string" ? value : JSON.stringify(value)}`,
    )
    const clock = new Date(time).toTimeString().slice(0, 8)
    return `${clock}  ${LEVELS[level] ?? ""}${msg}${told.length === 0 ? "" : ` (${told.join(", ")})`}`
  } catch {
    return line
  }
}

/** A fresh link to the page; undefined when the server gives none. */
async function pageLink(server: { url: string; data: string }): Promise<string | undefined> {
  const token = readFileSync(join(server.data, "admin.token"), "utf8").trim()
  const response = await fetch(`${server.url}/v1/open-links`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(5_000),
  })
  if (!response.ok) return undefined
  const { path } = (await response.json()) as { path?: string }
  return path === undefined ? undefined : server.url + path
}

async function showPage(server: { url: string; data: string }): Promise<void> {
  const link = await pageLink(server).catch(() => undefined)
  if (link === undefined) return
  const again = process.stdin.isTTY ? "; Enter prints a new one" : ""
  console.log(
    `\n       The page: ${link}\n       The link works once, within one minute${again}. Ctrl+C stops everything.\n`,
  )
}

/** Builds the page when its sources are newer; orders do not wait for one that cannot be built. */
async function bringPage(): Promise<void> {
  const entry = join(ROOT, "packages/web/src/building/main.ts")
  const child = spawn(process.execPath, [entry, "--when-needed"], { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] })
  passOn(child.stdout, "page", process.stdout)
  passOn(child.stderr, "page", process.stderr)
  await new Promise((ended) => child.once("close", ended))
}

const USAGE = `npm start -- [options]

  --speed N   how fast the paper market moves, 0.01 to 1000 (default 10: faster than life, so that a first look
              shows orders filling, being cancelled and placed anew)
  --no-grid   the exchange and the server alone

  OMS_PORT (7070), OMS_PAPER_PORT (7071) and OMS_DATA (.oms) say where.`

const options = () =>
  parseArgs({
    options: {
      speed: { type: "string", default: "10" },
      "no-grid": { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  }).values

async function main(): Promise<void> {
  const values = orUsage(USAGE, options)
  const data = resolve(process.env.OMS_DATA ?? join(ROOT, ".oms"))
  const port = process.env.OMS_PORT ?? "7070"
  const paperPort = process.env.OMS_PAPER_PORT ?? "7071"
  mkdirSync(data, { recursive: true, mode: 0o700 })
  const supervisor = new Supervisor()
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => void supervisor.stop(0))
  // Nobody reads any more, or whoever started us is gone without passing the signal on: nothing may trade on unattended.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => void supervisor.stop(1))
  const parent = process.ppid
  setInterval(() => {
    if (process.ppid !== parent) void supervisor.stop(0)
  }, PARENT_CHECK_MS).unref()
  const paper = {
    name: "paper",
    entry: "packages/paper-exchange/src/main.ts",
    args: ["--port", paperPort, "--seed", "1", "--speed", values.speed, "--quiet", "--data", join(data, "paper")],
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
  await bringPage()
  try {
    await supervisor.start(paper)
    await supervisor.start(server)
    if (!values["no-grid"]) await supervisor.start(grid)
    const served = { url: `http://127.0.0.1:${port}`, data }
    if (!supervisor.isStopping) await showPage(served)
    if (process.stdin.isTTY) process.stdin.on("data", () => void showPage(served))
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
