// Looks for planted secrets in what people and programs read: events, answers, logs, reasons. Each text is searched once: an event that was searched when it was
// appended is known by its identity when it is published.

import type { OmsEvent } from "@okx-oms/core"
import type { Observation } from "../observation.ts"

export class SecretSearch {
  readonly #pattern: RegExp | undefined
  readonly #clean = new WeakSet<OmsEvent>()

  constructor(secrets: readonly string[]) {
    const planted = secrets.filter((secret) => secret !== "")
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
        return this.#inText(textOf(observation))
      case "crashed":
      case "stopped":
        return this.#inText(observation.why)
      default:
        return false
    }
  }

  #inEvent(event: OmsEvent): boolean {
    if (this.#clean.has(event)) return false
    const found = this.#inText(textOf(event))
    if (!found) this.#clean.add(event)
    return found
  }

  #inText(text: string): boolean {
    return this.#pattern?.test(text) === true
  }
}

/** Every text in it, one after the other. */
function textOf(value: object): string {
  const fields = value as Record<string, unknown>
  let told = ""
  for (const name in fields) {
    const field = fields[name]
    if (typeof field === "string") told += `${field}\n`
    else if (typeof field === "object" && field !== null && !("coefficient" in field)) told += textOf(field)
  }
  return told
}
