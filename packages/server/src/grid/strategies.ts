// The strategies of every account that is open: today the grids. It relies on serve.ts to say when an account has opened and when it closes; an account that
// nobody spoke of gets its strategies at the first question.

import { problemOfDoor } from "@okx-oms/api"
import { millis } from "@okx-oms/core"
import type { Log } from "@okx-oms/trading"
import type { Logger } from "pino"
import type { OmsPort } from "../open-oms.ts"
import { ProblemReply } from "../reply.ts"
import { StartRefused } from "../start-refused.ts"
import { forgetfulStore, gridFile } from "./grid-file.ts"
import { Grids } from "./grids.ts"

export interface StrategiesOptions {
  readonly log: Logger
  /** Where the account's grids are kept; undefined: they end with the process. */
  readonly gridsPathOf?: (oms: OmsPort) => string | undefined
  readonly now?: () => number
}

export class Strategies implements AsyncDisposable {
  readonly #options: StrategiesOptions
  readonly #grids = new Map<OmsPort, Promise<Grids>>()

  constructor(options: StrategiesOptions) {
    this.#options = options
  }

  /** What was at work goes on. What cannot be read is told in the log and keeps nobody from trading; then no grid is at work. */
  async resume(oms: OmsPort): Promise<void> {
    await this.grids(oms).catch((error: unknown) => {
      if (!(error instanceof ProblemReply)) throw error
      const { account } = oms
      this.#options.log.error({ account, why: error.problem.detail }, "the account's grids are unreadable")
    })
  }

  /** The account's grids; what was at work goes on. Throws a problem when what was kept cannot be read; asked again, it is read again. */
  grids(oms: OmsPort): Promise<Grids> {
    const known = this.#grids.get(oms)
    if (known !== undefined) return known
    const { log, gridsPathOf, now = Date.now } = this.#options
    const path = gridsPathOf?.(oms)
    const store = path === undefined ? forgetfulStore : gridFile(path)
    const opened = Grids.open({ oms, store, log: logOf(log), now: () => millis(now()) }).catch(refusedAsProblem)
    this.#grids.set(oms, opened)
    // Asked again, it is tried again.
    opened.catch(() => this.#grids.delete(oms))
    return opened
  }

  /** Before its manager is closed. Orders stay as they are. */
  async close(oms: OmsPort): Promise<void> {
    const grids = this.#grids.get(oms)
    this.#grids.delete(oms)
    await (await grids?.catch(() => undefined))?.[Symbol.asyncDispose]()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#grids.keys()].map((oms) => this.close(oms)))
  }
}

function refusedAsProblem(error: unknown): never {
  if (!(error instanceof StartRefused)) throw error
  throw new ProblemReply(problemOfDoor("strategies-unreadable", `${error.message} ${error.advice}`))
}

function logOf(log: Logger): Log {
  return {
    info: (message, facts) => log.info(facts ?? {}, message),
    warn: (message, facts) => log.warn(facts ?? {}, message),
    error: (message, facts) => log.error(facts ?? {}, message),
  }
}
