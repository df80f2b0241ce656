// What befalls our own process in a drawn world, and the supervisor that starts it again: crashes at any touch of the world, pauses, wall clocks that somebody
// sets, disks that rot. It acts from the beginning of the storm to its end; the supervisor acts always.

import type { AccountId } from "@okx-oms/core"
import { type FaultClass, type FaultPlan, levelOf, rateOf } from "./fault-plan.ts"
import type { Port } from "./process-life.ts"
import type { Chance } from "./random.ts"
import { needsRepair, type World } from "./world.ts"

/** Ports that a crash of a drawn world picks, per wish: about this many touches belong to one order. */
const TOUCHES_PER_WISH = 12
/** A start that fails again and again is tried again no faster. */
const RETRY_MS = 1_000

export class ProcessFaults {
  readonly #plan: FaultPlan
  readonly #chance: Chance
  readonly #crashRate: number
  readonly #pauseRate: number
  #world: World | undefined
  #stopped = true
  /** Nobody starts the process before this. */
  #awayUntilMs = 0
  /** Undoes the damage of the disk. */
  #unrot: () => void = () => {}
  /** What to do in each new life, once its managers have started. */
  #backedUp = false
  readonly #onStarted: () => void

  constructor(plan: FaultPlan, chance: Chance, onStarted: () => void) {
    this.#plan = plan
    this.#chance = chance
    this.#onStarted = onStarted
    const touches = plan.wishes * TOUCHES_PER_WISH
    this.#crashRate = rateOf(plan, "I1", { rare: 1, storm: 5 }) / touches
    this.#pauseRate = rateOf(plan, "I4", { rare: 2, storm: 10 }) / touches
  }

  attach(world: World): void {
    this.#world = world
  }

  /** The storm begins. */
  begin(): void {
    const world = this.#world
    if (world === undefined) return
    this.#stopped = false
    const { stormMs } = this.#plan
    this.#some("I1", { rare: 1, storm: 3 }, () => this.#crash("at a moment of its own"))
    this.#some("I4", { rare: 1, storm: 4 }, () => this.#pause("at a moment of its own"))
    this.#some("F10", { rare: 1, storm: 5 }, () => this.#setClocks())
    this.#some("F17", { rare: 0.15, storm: 0.6 }, () => this.#longAway())
    this.#some("I3", { rare: 0.3, storm: 1 }, () => this.#rot())
    // While OKX's clock is wrong, a forgotten epoch might be drawn again.
    if (levelOf(this.#plan, "F10") === "off") this.#some("I3", { rare: 0.1, storm: 0.4 }, () => this.#backUp())
    if (this.#chance.strikes(0.15)) world.timeline.after(this.#chance.whole(0, stormMs), () => void this.#restart())
  }

  /** The storm is over; damage that nobody has found is undone. */
  stop(): void {
    this.#stopped = true
    this.#repair()
  }

  /** At every touch of the world, before it happens. */
  atPort(port: Port): void {
    if (this.#stopped || this.#world === undefined) return
    if (this.#crashRate > 0 && this.#chance.strikes(this.#crashRate)) this.#crash(`at ${port}`)
    else if (this.#pauseRate > 0 && this.#chance.strikes(this.#pauseRate)) this.#pause(`at ${port}`)
  }

  /** The process wants to end: its supervisor clears it away and starts the next. */
  ended(why: string): void {
    const world = this.#world
    const life = world?.generation?.life
    if (world === undefined || life === undefined) return
    // A little later: callers who wait hear of it, as they would from a process on its way out.
    world.timeline.after(this.#chance.whole(0, 20), () => {
      if (world.generation?.life !== life) return
      if (needsRepair(why)) this.#repair()
      world.crash(`it ended: ${why}`)
      this.#startLater(world, RETRY_MS)
    })
  }

  /** How long the process will still be away for a reason of its own. */
  get awayForMs(): number {
    return Math.max(0, this.#awayUntilMs - (this.#world?.timeline.nowMs ?? 0))
  }

  /** The process ends now and is started again after so long, by nobody earlier. */
  leave(forMs: number): void {
    const world = this.#world
    if (world === undefined) return
    this.#tell("F17", "away for longer than OKX remembers")
    world.crash("the machine is off for hours")
    this.#stayAway(world, forMs)
  }

  start(): void {
    const world = this.#world
    if (world === undefined || world.generation !== undefined || this.awayForMs > 0) return
    void world.boot().then(() => undefined)
    this.#watchStart(world)
  }

  // ---- the process -------------------------------------------------------------------------------------------------------------

  #crash(where: string): void {
    const world = this.#world
    if (world?.generation === undefined) return
    this.#tell("I1", `crash ${where}`)
    world.crash(where)
    const { fromMs, toMs } = this.#plan.away
    this.#startLater(world, this.#chance.wide(fromMs, toMs))
  }

  #pause(where: string): void {
    const life = this.#world?.generation?.life
    if (life === undefined) return
    this.#tell("I4", `pause ${where}`)
    life.pause(this.#chance.wide(1, 60_000))
  }

  /** Told to end, as for an update. */
  async #restart(): Promise<void> {
    const world = this.#world
    const life = world?.generation?.life
    if (world?.generation?.started !== true || life === undefined || this.#stopped) return
    // It is killed when it takes too long, as a supervisor does.
    world.timeline.after(20_000, () => {
      if (world.generation?.life === life) world.crash("killed while it closed")
    })
    life.onDeath(() => this.#startLater(world, this.#chance.whole(10, 2_000)))
    await world.close()
  }

  #longAway(): void {
    const world = this.#world
    if (world?.generation !== undefined) this.leave(this.#chance.whole(7_000_000, 9_000_000))
  }

  #stayAway(world: World, forMs: number): void {
    this.#awayUntilMs = world.timeline.nowMs + forMs
    this.#startLater(world, forMs)
  }

  #startLater(world: World, afterMs: number): void {
    world.timeline.after(afterMs, () => {
      if (world.generation === undefined) this.start()
    })
  }

  /** Subscribers and callers come as soon as the managers have started. */
  #watchStart(world: World): void {
    const { generation } = world
    const look = (): void => {
      if (generation === undefined || !generation.life.alive) return
      if (generation.started) this.#onStarted()
      else world.timeline.after(5, look)
    }
    look()
  }

  // ---- clocks and disks --------------------------------------------------------------------------------------------------------

  #setClocks(): void {
    const world = this.#world
    if (world === undefined) return
    const chance = this.#chance
    const kind = chance.weighed({ wall: 3, back: 2, hours: 1, gateway: 1 })
    this.#tell("F10", kind)
    if (kind === "gateway") {
      const skewMs = chance.pick([-1, 1]) * chance.wide(100, 60_000)
      world.host.control("POST /paper/clock", { skewMs, forMs: chance.wide(100, 10_000) })
      return
    }
    const by = { wall: chance.wide(10, 60_000), back: -chance.wide(10, 60_000), hours: chance.wide(60_000, 10_000_000) }
    world.wall.skewMs += by[kind]
  }

  /** A bit of the journal flips, and whoever reads that turn finds it. A person then brings the turn back from a copy. */
  #rot(): void {
    const world = this.#world
    if (world === undefined) return
    const { account } = this.#chance.pick(world.accounts)
    if (world.head(account) === 0) return
    this.#repair()
    this.#unrot = world.disk.flipBit(account)
    this.#tell("I3", "flipped bit")
    if (world.generation === undefined) return
    world.crash("the machine restarts with a damaged disk")
    this.#startLater(world, this.#chance.whole(10, 1_000))
  }

  /** A copy of the disk, made while nothing is being written; later it takes the disk's place. */
  #backUp(tries = 30): void {
    const world = this.#world
    const life = world?.generation?.life
    if (world === undefined || this.#backedUp) return
    this.#repair()
    const quiet = life?.asleepMs === 0 && world.accounts.every(({ account }) => this.#isWritten(world, account))
    if (!quiet) {
      const again = (): void => (this.#stopped ? undefined : this.#backUp(tries - 1))
      if (tries > 0) world.timeline.after(this.#chance.whole(20, 300), again)
      return
    }
    this.#backedUp = true
    const copy = world.disk.copy()
    const heads = world.accounts.map(({ account }) => ({ account, upToSeq: world.head(account) }))
    for (const head of heads) world.recorder.observe({ kind: "copied", ...head })
    world.timeline.after(this.#chance.wide(300, this.#plan.stormMs), () => {
      if (this.#stopped) return
      this.#tell("I3", "an old backup restored")
      world.crash("the disk is lost")
      world.disk.restore(copy)
      for (const head of heads) world.recorder.observe({ kind: "restored", ...head })
      // Nobody is quicker; and a life per second may have begun since the backup.
      this.#stayAway(world, this.#chance.whole(20_000, 90_000))
    })
  }

  #isWritten(world: World, account: AccountId): boolean {
    const manager = world.generation?.manager(account)
    return manager !== undefined && world.head(account) > 0 && manager.status().seq === world.head(account)
  }

  #repair(): void {
    this.#unrot()
    this.#unrot = () => {}
  }

  // ---- chance ------------------------------------------------------------------------------------------------------------------

  /** About so many times over the storm. */
  #some(name: FaultClass, counts: { readonly rare: number; readonly storm: number }, act: () => void): void {
    const mean = rateOf(this.#plan, name, counts)
    if (mean === 0) return
    const whole = Math.floor(mean) + (this.#chance.strikes(mean - Math.floor(mean)) ? 1 : 0)
    for (let count = 0; count < whole; count++) {
      this.#world?.timeline.after(this.#chance.whole(0, this.#plan.stormMs), () => {
        if (!this.#stopped) act()
      })
    }
  }

  #tell(faultClass: string, name: string): void {
    this.#world?.recorder.observe({ kind: "fault", faultClass, name })
  }
}
