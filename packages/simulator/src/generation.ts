// One life of the process: clock, network, journal and a manager for each account, put together as openOms does and started by the same path. It ends by a crash
// that takes every object with it, by a manager that stops, or orderly; who starts the next one is not its matter.

import type { AccountId, Symbol as InstrumentSymbol, SymbolLimits } from "@okx-oms/core"
import { OkxGateway, type OkxGatewayOptions, Secret } from "@okx-oms/okx-client"
import { type Log, OrderManager, type OrderManagerConfig } from "@okx-oms/trading"
import type { MemoryDisk } from "@okx-oms/trading/contract"
import { LifeClock, type WallClock } from "./clock.ts"
import type { ExchangeHost } from "./exchange-host.ts"
import { type DiskMood, JournalPort } from "./journal-port.ts"
import { simulatedTransport, type Weather } from "./network.ts"
import { type Port, ProcessLife } from "./process-life.ts"
import type { Chance } from "./random.ts"
import type { Recorder } from "./recorder.ts"
import type { SocketLink } from "./socket-link.ts"
import type { Timeline } from "./timeline.ts"

/** An account at the exchange and the manager that owns its orders. The secrets are planted: they may be seen nowhere. */
export interface AccountSetup {
  readonly account: AccountId
  readonly apiKey: string
  readonly secret: string
  readonly passphrase: string
}

/** What of the product's settings a world may stretch or shrink; absent is the product's own. */
export interface Tuning {
  readonly manager?: Pick<
    Partial<OrderManagerConfig>,
    "tag" | "patience" | "visibility" | "inbox" | "batchMax" | "reconcileEveryMs" | "snapshotEveryEvents" | "deadMan"
  >
  readonly gateway?: Pick<OkxGatewayOptions, "limits" | "restLimits" | "socketLimits">
}

export interface Surroundings {
  readonly timeline: Timeline
  readonly chance: Chance
  readonly recorder: Recorder
  readonly host: ExchangeHost
  readonly weather: Weather
  readonly disk: MemoryDisk
  readonly mood: DiskMood
  readonly wall: WallClock
  readonly accounts: readonly AccountSetup[]
  readonly symbols: readonly InstrumentSymbol[]
  readonly limits: (symbol: InstrumentSymbol) => SymbolLimits
  readonly tuning: Tuning
  readonly onPort?: (port: Port) => void
}

export interface Manned {
  readonly manager: OrderManager
  readonly gateway: OkxGateway
}

const READY_TIMEOUT_MS = 15_000

export class Generation {
  readonly life: ProcessLife
  readonly clock: LifeClock
  /** Connections of this life that are not closed. */
  readonly sockets = new Set<SocketLink>()
  readonly #around: Surroundings
  readonly #journal: JournalPort
  readonly #manned = new Map<AccountId, Manned>()
  readonly #ended: (why: string) => void
  #started = false

  /** `ended` is told why the process wants to end by itself: a manager stopped, or it could not start. */
  constructor(number: number, around: Surroundings, ended: (why: string) => void) {
    const chance = around.chance.fork(`life ${number}`)
    const { timeline, recorder, disk, mood, wall, onPort } = around
    this.#around = around
    this.#ended = ended
    this.life = new ProcessLife({
      generation: number,
      timeline,
      chance: chance.fork("waking"),
      onWake: () => recorder.observe({ kind: "woke" }),
      ...(onPort !== undefined && { onPort }),
    })
    // Far from the wall's, and different each time: a mix-up of the two, or of two lives, shows.
    const monoStartMs = chance.fork("mono").whole(0, 5_000_000)
    this.clock = new LifeClock({ timeline, life: this.life, wall, monoStartMs })
    this.#journal = new JournalPort({ disk, life: this.life, mood, recorder })
    for (const setup of around.accounts) this.#manned.set(setup.account, this.#man(setup, chance))
  }

  /** True once every manager of it has started. */
  get started(): boolean {
    return this.#started && this.life.alive
  }

  /** undefined before the process has started and after it has ended. */
  manager(account: AccountId): OrderManager | undefined {
    return this.started ? this.#manned.get(account)?.manager : undefined
  }

  gateway(account: AccountId): OkxGateway | undefined {
    return this.life.alive ? this.#manned.get(account)?.gateway : undefined
  }

  /** As a program does it: replay, connect, follow the prices, wait for the first comparison. Resolves once started, or when it never will. */
  async start(): Promise<void> {
    const { symbols } = this.#around
    try {
      for (const { manager, gateway } of this.#manned.values()) {
        await manager.start()
        gateway.watch(symbols)
      }
      this.#started = true
      await Promise.all([...this.#manned.values()].map(({ manager }) => manager.whenReady(READY_TIMEOUT_MS)))
    } catch (error) {
      if (this.life.alive) this.#ended(error instanceof Error ? `${error.name}: ${error.message}` : String(error))
    }
  }

  /** Orderly: what is under way is finished, a snapshot kept, everything closed. */
  async close(): Promise<void> {
    for (const { manager } of this.#manned.values()) await manager.close()
    for (const { gateway } of this.#manned.values()) await gateway.close()
    await this.#journal.close()
  }

  #man(setup: AccountSetup, chance: Chance): Manned {
    const { account } = setup
    const { timeline, host, weather, recorder, tuning, limits, accounts } = this.#around
    const log = this.#log()
    const transport = simulatedTransport({
      account,
      life: this.life,
      timeline,
      host,
      weather,
      recorder,
      sockets: this.sockets,
    })
    const gatewayChance = chance.fork(`gateway ${account}`)
    const gateway = new OkxGateway({
      ...tuning.gateway,
      environment: "live",
      credentials: {
        apiKey: new Secret(setup.apiKey),
        secretKey: new Secret(setup.secret),
        passphrase: new Secret(setup.passphrase),
      },
      clock: this.clock,
      log,
      random: () => gatewayChance.uniform(),
      transport,
    })
    const tag = `sim${accounts.indexOf(setup)}${chance.fork(`tag ${account}`).word().toString(36)}`
    const manager = new OrderManager(
      {
        ...tuning.manager,
        account,
        newTag: () => tag,
        limits,
        onStopped: (why) => {
          if (!this.life.alive) return
          recorder.observe({ kind: "stopped", account, why })
          this.#ended(why)
        },
      },
      { journal: this.#journal, gateway, clock: this.clock, log },
    )
    return { manager, gateway }
  }

  #log(): Log {
    const { recorder } = this.#around
    const say = (level: "info" | "warn" | "error") => (message: string, facts?: Readonly<Record<string, unknown>>) => {
      if (!this.life.alive) return
      recorder.observe({ kind: "logged", level, message, facts: facts === undefined ? "" : textOf(facts) })
    }
    return { info: say("info"), warn: say("warn"), error: say("error") }
  }
}

/** Errors and big numbers as a log would write them. */
function textOf(facts: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(facts, (_name, value: unknown) => {
    if (typeof value === "bigint") return String(value)
    if (value instanceof Error) return `${value.name}: ${value.message}`
    return value
  })
}
