// The dead-man's switch: while the manager lives it tells OKX so every second, and when it stops telling, OKX cancels the orders of our tag by itself. A timer that
// beats for a manager that is stuck would be worse than none, so each beat is sent only after the manager has shown that turns and journal still answer.

import type { Millis } from "@okx-oms/core"
import type { Clock, DeadManAnswer, ExchangeGateway, Log } from "./ports.ts"
import type { Timers } from "./timers.ts"

/** OKX takes one word a second; a little more apart, so that none is refused for the rate. */
const BEAT_EVERY_MS = 1_200
/** The manager must show life within this, or the beat is left out. */
const LIFE_WITHIN_MS = 3_000
/** How long closing waits for the switch to be off. */
const SWITCH_OFF_WITHIN_MS = 4_000

export interface DeadManSettings {
  /** OKX cancels this long after the last confirmed beat: 10 to 120 seconds. */
  readonly timeoutS: number
}

export interface DeadManStatus {
  /** off: not configured · arming: OKX has not confirmed yet · armed · failing: half of the time has gone by without a confirmation. */
  readonly state: "off" | "arming" | "armed" | "failing"
  readonly timeoutS?: number
  readonly lastConfirmedAgoMs?: number
  /** Exchange time at which OKX cancels unless it hears again. */
  readonly triggersAt?: Millis
  /** Why the last beat was not sent or not confirmed; absent while all is well. */
  readonly why?: string
}

interface Desk {
  readonly gateway: Pick<ExchangeGateway, "deadMan">
  readonly clock: Clock
  readonly timers: Timers
  readonly log: Log
  readonly settings: DeadManSettings | undefined
  readonly tag: () => string
  /** Resolves when the manager has taken an idle look through its queue and its journal; hangs or rejects when it cannot. */
  readonly showLife: () => Promise<void>
}

export class DeadMan {
  readonly #desk: Desk
  readonly #begunAt: Millis
  #confirmed: { readonly at: Millis; readonly triggersAt?: Millis } | undefined
  #why: string | undefined
  #beating: Promise<void> | undefined
  #alarmed = false
  #ended = false

  /** Throws RangeError for a time that OKX does not take. */
  constructor(desk: Desk) {
    const { settings, clock } = desk
    if (settings !== undefined && !isTimeout(settings.timeoutS))
      throw new RangeError(`deadMan.timeoutS: expected a whole number from 10 to 120, got ${settings.timeoutS}`)
    this.#desk = desk
    this.#begunAt = clock.mono()
  }

  /** Beats from now on; nothing when it is off. */
  begin(): void {
    const { settings, log } = this.#desk
    if (settings === undefined) return
    log.info("the dead-man's switch is on: OKX cancels our orders when it has not heard of us", { ...settings })
    this.#armAlarm()
    this.#beat()
  }

  status(): DeadManStatus {
    const { settings, clock } = this.#desk
    if (settings === undefined || this.#ended) return { state: "off" }
    const { timeoutS } = settings
    const why = this.#why === undefined ? {} : { why: this.#why }
    if (this.#confirmed === undefined) {
      const isLate = clock.mono() - this.#begunAt >= halfOf(timeoutS)
      return { state: isLate ? "failing" : "arming", timeoutS, ...why }
    }
    const { at, triggersAt } = this.#confirmed
    const lastConfirmedAgoMs = clock.mono() - at
    const state = lastConfirmedAgoMs >= halfOf(timeoutS) ? "failing" : "armed"
    return { state, timeoutS, lastConfirmedAgoMs, ...(triggersAt !== undefined && { triggersAt }), ...why }
  }

  /** After the last beat: the orders shall live on. True when OKX has confirmed that the switch is off, or it never was on. */
  async switchOff(): Promise<boolean> {
    const { settings, gateway, tag, log } = this.#desk
    if (settings === undefined || this.#ended) return true
    this.#ended = true
    // A beat under way would arm it again.
    await this.#within(this.#beating ?? Promise.resolve(), SWITCH_OFF_WITHIN_MS)
    const off = await this.#within(gateway.deadMan({ timeoutS: 0, tag: tag() }), SWITCH_OFF_WITHIN_MS)
    if (off?.ok === true) {
      log.info("the dead-man's switch is off: the orders at OKX stay")
      return true
    }
    const why = off === undefined ? "OKX did not answer" : `${off.code} ${off.message}`
    log.warn("the dead-man's switch could not be switched off: OKX will cancel our orders", { ...settings, why })
    return false
  }

  /** The manager ends and the switch is left on: OKX cancels when its time is over. */
  leaveOn(): void {
    const { settings, log } = this.#desk
    if (settings === undefined || this.#ended) return
    this.#ended = true
    log.warn("the dead-man's switch stays on: OKX cancels our orders when its time is over", { ...settings })
  }

  #beat(): void {
    const begunAt = this.#desk.clock.mono()
    this.#beating = this.#sendOne().finally(() => {
      if (this.#ended) return
      const waitMs = Math.max(1, BEAT_EVERY_MS - (this.#desk.clock.mono() - begunAt))
      this.#desk.timers.after("dead-man", waitMs, () => this.#beat())
    })
  }

  async #sendOne(): Promise<void> {
    const { settings, gateway, tag, showLife } = this.#desk
    if (settings === undefined || this.#ended) return
    const alive = await this.#within(
      showLife().then(
        () => "alive" as const,
        (error: unknown) => String(error),
      ),
      LIFE_WITHIN_MS,
    )
    if (alive !== "alive") {
      this.#why = `no beat was sent: the manager ${alive === undefined ? `shows no life for ${LIFE_WITHIN_MS} ms` : `is over (${alive})`}`
      return
    }
    if (this.#ended) return
    this.#heard(await gateway.deadMan({ timeoutS: settings.timeoutS, tag: tag() }))
  }

  #heard(answer: DeadManAnswer): void {
    if (!answer.ok) {
      this.#why = `OKX did not confirm: ${answer.code} ${answer.message}`
      return
    }
    const { triggersAt } = answer
    this.#confirmed = { at: this.#desk.clock.mono(), ...(triggersAt !== undefined && { triggersAt }) }
    this.#why = undefined
    if (this.#alarmed) this.#desk.log.info("the dead-man's switch is confirmed again")
    this.#alarmed = false
    this.#armAlarm()
  }

  #armAlarm(): void {
    const { settings, timers, log } = this.#desk
    if (settings === undefined) return
    timers.after("dead-man-alarm", halfOf(settings.timeoutS), () => {
      if (this.#ended) return
      this.#alarmed = true
      const facts = { ...settings, why: this.#why ?? "no answer yet" }
      log.error("the dead-man's switch is not confirmed for half of its time: OKX will cancel our orders", facts)
    })
  }

  /** Undefined when it does not come in time; what comes later is not waited for. */
  #within<Value>(work: Promise<Value>, limitMs: number): Promise<Value | undefined> {
    return new Promise((resolve) => {
      const stopTimer = this.#desk.clock.timer(limitMs, () => resolve(undefined))
      const done = (value: Value | undefined): void => {
        stopTimer()
        resolve(value)
      }
      work.then(done, () => done(undefined))
    })
  }
}

function isTimeout(timeoutS: number): boolean {
  return Number.isInteger(timeoutS) && timeoutS >= 10 && timeoutS <= 120
}

function halfOf(timeoutS: number): number {
  return timeoutS * 500
}
