// The server's processes that this bench starts: they are programs of the package server, which nothing imports; they are run by their place in the repository.

import { type ChildProcess, execFile, fork } from "node:child_process"
import { once } from "node:events"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { isRecord } from "../peer.ts"

const TESTING = new URL("../../../server/src/testing/", import.meta.url)
const PORT = new URL("./port.ts", import.meta.url)
const START_LIMIT_MS = 60_000
const FAN_OUT_LIMIT_MS = 180_000
const FIGURE = /(\w+): ([\d.]+)/g

/** The doors over an order manager, with rate limits off. */
export class Door implements AsyncDisposable {
  readonly #child: ChildProcess
  readonly url: string
  readonly token: string

  private constructor(child: ChildProcess, { url, token }: { url: string; token: string }) {
    this.#child = child
    this.url = url
    this.token = token
  }

  static async open(): Promise<Door> {
    const file = new URL("door-process.ts", TESTING)
    const child = fork(file, [PORT.href], { stdio: ["ignore", "pipe", "inherit", "ipc"] })
    if (child.stdout === null) throw new Error("Invariant: its output is read")
    const signal = AbortSignal.timeout(START_LIMIT_MS)
    const lines = createInterface({ input: child.stdout })
    const ended = once(child, "exit", { signal }).then(([code]) => {
      throw new Error(`the server ended with ${code}`)
    })
    const [line] = await Promise.race([once(lines, "line", { signal }), ended])
    ended.catch(() => {})
    const said: unknown = JSON.parse(String(line))
    const { url, token } = isRecord(said) ? said : {}
    return new Door(child, { url: String(url), token: String(token) })
  }

  /** Processor time so far, all its threads. */
  async cpuMs(): Promise<number> {
    const answered = once(this.#child, "message")
    this.#child.send({})
    const [answer] = await answered
    const value = isRecord(answer) && isRecord(answer.value) ? answer.value.cpuMs : undefined
    return Number(value)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const exited = once(this.#child, "exit")
    this.#child.disconnect()
    const limit = setTimeout(() => this.#child.kill("SIGKILL"), START_LIMIT_MS)
    await exited
    clearTimeout(limit)
  }
}

/** What the server's own measurement of its stream tells: many readers of one stream, each of whom gets every event. */
export async function fanOut(asked: {
  readers: number
  eventsPerSecond: number
  seconds: number
}): Promise<Readonly<Record<string, number>>> {
  const args = [asked.readers, asked.eventsPerSecond, asked.seconds].map(String)
  const file = fileURLToPath(new URL("fan-out.ts", TESTING))
  const { stdout } = await promisify(execFile)(process.execPath, [file, ...args], { timeout: FAN_OUT_LIMIT_MS })
  return Object.fromEntries(
    [...stdout.matchAll(FIGURE)].map(([, name = "", value]): [string, number] => [name, Number(value)]),
  )
}
