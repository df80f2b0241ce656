// A process of a bench's own: started from a file, asked questions one at a time, and ended. What is measured and what drives
// it do not share a processor core then. It relies on Node's channel between parent and child.

import { type ChildProcess, fork } from "node:child_process"
import { once } from "node:events"

const ANSWER_LIMIT_MS = 600_000
const END_LIMIT_MS = 5_000

export class PeerFailed extends Error {}

export interface PeerOptions {
  readonly options?: readonly string[]
  readonly nodeOptions?: readonly string[]
  /** For an answer; default ten minutes. */
  readonly limitMs?: number
}

export class Peer implements AsyncDisposable {
  readonly #child: ChildProcess
  readonly #name: string
  readonly #limitMs: number

  /** `file` answers questions by answerQuestions and gets `options` as its arguments, Node itself `nodeOptions`. */
  constructor(
    name: string,
    file: URL,
    { options = [], nodeOptions = [], limitMs = ANSWER_LIMIT_MS }: PeerOptions = {},
  ) {
    this.#name = name
    this.#limitMs = limitMs
    this.#child = fork(file, options, {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
      execArgv: [...process.execArgv, ...nodeOptions],
    })
  }

  /** Throws PeerFailed when it ends, says no, or takes longer than its limit. */
  async ask(question: string, facts: object = {}): Promise<unknown> {
    const given = new AbortController()
    const { signal } = given
    const limit = setTimeout(() => {
      given.abort(new PeerFailed(`${this.#name} did not answer ${question} within ${this.#limitMs / 1_000} s`))
    }, this.#limitMs)
    const ended = once(this.#child, "exit", { signal }).then(([code]) => {
      throw new PeerFailed(`${this.#name} ended with ${code} instead of answering ${question}`)
    })
    const answered = once(this.#child, "message", { signal })
    try {
      this.#child.send({ question, facts })
      const [answer] = await Promise.race([answered, ended])
      if (isRecord(answer) && typeof answer.failed === "string") {
        throw new PeerFailed(`${this.#name}, ${question}: ${answer.failed}`)
      }
      return isRecord(answer) ? answer.value : undefined
    } catch (error) {
      throw signal.aborted ? signal.reason : error
    } finally {
      clearTimeout(limit)
      given.abort()
      // The one that lost the race is of no interest any more.
      await Promise.allSettled([answered, ended])
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const exited = once(this.#child, "exit")
    this.#child.disconnect()
    const limit = setTimeout(() => this.#child.kill("SIGKILL"), END_LIMIT_MS)
    await exited
    clearTimeout(limit)
  }
}

/** The other side: answers what is asked, and lets go of everything when the asker is gone. */
export function answerQuestions(
  answers: Readonly<Record<string, (facts: Readonly<Record<string, unknown>>) => unknown>>,
  leave: () => unknown,
): void {
  process.on("message", (message: unknown) => {
    const { question, facts } = isRecord(message) ? message : {}
    const answer = typeof question === "string" ? answers[question] : undefined
    Promise.try(() => {
      if (answer === undefined) throw new Error(`no answer to ${String(question)}`)
      return answer(isRecord(facts) ? facts : {})
    }).then(
      (value) => process.send?.({ value }),
      (error: unknown) =>
        process.send?.({ failed: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    )
  })
  process.once("disconnect", leave)
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}
