// A whole world: one exchange, one machine with its disk and wall clock, and the process on it, life after life. Drawn worlds and scenarios are both made of it;
// what happens in it, and when the next life begins, is theirs to say.

import type { AccountId } from "@okx-oms/core"
import { type AccountOptions, type ExchangeOptions, FAULT_NAMES, FAULTS } from "@okx-oms/paper-exchange"
import { MemoryDisk } from "@okx-oms/trading/contract"
import { ExchangeHost } from "./exchange-host.ts"
import { type AccountSetup, Generation, type Surroundings } from "./generation.ts"
import type { Judge, Observation } from "./observation.ts"
import { Chance } from "./random.ts"
import { Recorder } from "./recorder.ts"
import { uidOf } from "./setups.ts"
import { Timeline } from "./timeline.ts"

export interface WorldOptions
  extends Pick<Surroundings, "weather" | "mood" | "accounts" | "symbols" | "limits" | "tuning"> {
  readonly seed: string
  readonly engine?: Partial<Omit<ExchangeOptions, "seed" | "startedAtMs" | "accounts">>
  /** Starting balances of each account. */
  readonly balances: AccountOptions["balances"]
  readonly judge?: Judge | undefined
  readonly onObservation?: ((observation: Observation, step: number) => void) | undefined
  readonly onPort?: Surroundings["onPort"]
  /** The process wants to end by itself: a manager stopped, or it could not start. */
  readonly onEnded?: (why: string) => void
}

export class World {
  readonly timeline: Timeline
  readonly chance: Chance
  readonly recorder: Recorder
  readonly host: ExchangeHost
  readonly disk: MemoryDisk
  readonly wall = { skewMs: 0 }
  readonly accounts: readonly AccountSetup[]
  readonly #around: Surroundings
  /** All faults are over: set by whoever ends the storm. */
  healed = false
  #generation: Generation | undefined
  #number = 0
  #ended: string | undefined
  readonly #onEnded: (why: string) => void

  constructor(options: WorldOptions) {
    const { weather, mood, accounts, symbols, limits, tuning, onPort } = options
    const chance = new Chance(options.seed)
    const timeline = new Timeline(chance.fork("ties"))
    const { judge, onObservation } = options
    this.#onEnded = options.onEnded ?? (() => {})
    this.chance = chance
    this.timeline = timeline
    this.accounts = accounts
    this.recorder = new Recorder({ timeline, judge, onObservation })
    this.disk = new MemoryDisk(chance.fork("disk").word())
    this.host = new ExchangeHost({
      seed: options.seed,
      timeline,
      recorder: this.recorder,
      classOf,
      engine: {
        ...options.engine,
        accounts: accounts.map((setup, at) => atExchange(setup, uidOf(at), options.balances)),
      },
    })
    this.#around = {
      timeline,
      chance,
      recorder: this.recorder,
      host: this.host,
      weather,
      disk: this.disk,
      mood,
      wall: this.wall,
      accounts,
      symbols,
      limits,
      tuning,
      ...(onPort !== undefined && { onPort }),
    }
  }

  /** The life that goes on; undefined between two. */
  get generation(): Generation | undefined {
    return this.#generation
  }

  /** Why the process wants to end: its supervisor clears it away with crash() and boots the next. */
  get ended(): string | undefined {
    return this.#ended
  }

  /** Begins the next life. Resolves when it is ready, or waited long enough, or has failed (then `ended` says why). */
  async boot(): Promise<void> {
    if (this.#generation !== undefined) throw new Error("the process runs already")
    this.#number++
    this.#ended = undefined
    this.recorder.generation = this.#number
    const generation = new Generation(this.#number, this.#around, (why) => {
      if (this.#ended !== undefined) return
      this.#ended = why
      this.#onEnded(why)
    })
    this.#generation = generation
    this.recorder.observe({ kind: "booted" })
    await generation.start()
  }

  /** The process dies here and now, wherever it is. */
  crash(why: string): void {
    const generation = this.#generation
    if (generation === undefined) return
    this.#generation = undefined
    this.recorder.observe({ kind: "crashed", why })
    generation.life.kill()
  }

  /** The process is told to end and does so in its own time; then its life is over. */
  async close(): Promise<void> {
    const generation = this.#generation
    if (generation === undefined) return
    await generation.close()
    if (this.#generation === generation) this.crash("closed in order")
  }

  /** Nothing of it goes on; unlike a crash it is no part of the world. */
  end(): void {
    const generation = this.#generation
    this.#generation = undefined
    generation?.life.kill()
  }

  head(account: AccountId): number {
    return this.disk.head(account).seq
  }
}

/** True when the journal is damaged: only a person helps. */
export function needsRepair(why: string): boolean {
  return why.includes("journal damaged")
}

function atExchange(setup: AccountSetup, uid: string, balances: AccountOptions["balances"]): AccountOptions {
  const { apiKey, secret, passphrase } = setup
  return { apiKey, secret, passphrase, uid, balances }
}

const CLASSES: ReadonlyMap<string, string> = new Map(FAULT_NAMES.map((name) => [name, FAULTS[name].class]))

function classOf(fault: string): string {
  return CLASSES.get(fault) ?? fault
}
