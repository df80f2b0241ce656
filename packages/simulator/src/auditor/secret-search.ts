// Looks for planted secrets in what people and programs read: events, answers, logs, reasons. Each text is searched once: an event that was searched when it was
// appended is known by its identity when it is published.

import type { OmsEvent } from "@okx-oms/core"
import type { Observation } from "../observation.ts"

/** What is published later than that is searched again. */
const CLEAN_KEPT = 4_096

export class SecretSearch {
  readonly #pattern: RegExp | undefined
  /** A shorter text holds none of them. */
  readonly #lengthMin: number
  /** Events that were searched lately, each at its number. */
  readonly #clean: OmsEvent[] = []

  constructor(secrets: readonly string[]) {
    const planted = secrets.filter((secret) => secret !== "")
    this.#lengthMin = Math.min(...planted.map(({ length }) => length))
    this.#pattern = planted.length === 0 ? undefined : new RegExp(planted.map(RegExp.escape).join("|"))
  }

  /** Frames may carry the key and the passphrase: they go to OKX alone. */
  isIn(observation: Observation): boolean {
    switch (observation.kind) {
      case "appending":
        return observation.events.some((event) => this.#inEvent(event))
      case "published":
        return this.#inEvent(observation.event)
      case "logged":
        return this.#inText(`${observation.message} ${observation.facts}`)
      case "answered":
        return this.#inAny(observation)
      case "crashed":
      case "stopped":
        return this.#inText(observation.why)
      default:
        return false
    }
  }

  #inEvent(event: OmsEvent): boolean {
    const place = event.seq % CLEAN_KEPT
    if (this.#clean[place] === event) return false
    const found = this.#inAny(event)
    if (!found) this.#clean[place] = event
    return found
  }

  #inText(text: string): boolean {
    return text.length >= this.#lengthMin && this.#pattern?.test(text) === true
  }

  /** Any text in it, however deep. */
  #inAny(value: object): boolean {
    for (const field of Object.values(value)) {
      if (typeof field === "string") {
        if (this.#inText(field)) return true
      } else if (typeof field === "object" && field !== null && !("coefficient" in field) && this.#inAny(field))
        return true
    }
    return false
  }
}
