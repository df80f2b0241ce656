// The hash of everything that happened in a world: two runs of one seed that differ anywhere differ here. It covers each observation's facts once; events are
// hashed by the checksum of the turn that they were written in, and by their numbers where they are told again.

import type { OmsEvent } from "@okx-oms/core"
import type { Observation } from "./observation.ts"

const END = 200

export class TraceHash {
  #a = 0x811c9dc5
  #b = 0x9e3779b9
  #count = 0

  take(observation: Observation): void {
    this.#count++
    this.#number(observation.atMs)
    this.#text(observation.kind)
    switch (observation.kind) {
      case "sent":
        this.#text(observation.what)
        this.#text(observation.body)
        return
      case "received":
        this.#ends(observation.body)
        return
      case "appending":
        for (const event of observation.events) this.#event(event)
        return
      case "published":
        this.#number(observation.subscriber)
        this.#number(observation.event.seq)
        return
      case "exchange":
        for (const name in observation.record) this.#value(observation.record[name])
        return
      default:
        this.#text(JSON.stringify(observation, plainly))
    }
  }

  /** 16 hexadecimal digits and how much was seen. */
  text(): string {
    const word = (value: number): string => (value >>> 0).toString(16).padStart(8, "0")
    return `${word(this.#a)}${word(this.#b)}-${this.#count}`
  }

  /** What has a hash of its own already: the checksum of a written turn. */
  number(value: number): void {
    this.#number(value)
  }

  #value(value: unknown): void {
    if (typeof value === "string") this.#text(value)
    else if (typeof value === "number") this.#number(value)
    else if (value !== undefined) this.#text(JSON.stringify(value, plainly))
  }

  #event(event: OmsEvent): void {
    this.#number(event.seq)
    this.#number(event.at)
    this.#text(event.type)
    if ("orderId" in event && event.orderId !== undefined) this.#text(event.orderId)
  }

  /** Long answers by their beginning, their end and their length: the exchange's log has told what they say. */
  #ends(text: string): void {
    this.#number(text.length)
    this.#text(text.length <= 2 * END ? text : text.slice(0, END) + text.slice(-END))
  }

  #number(value: number): void {
    this.#a = Math.imul(this.#a ^ value, 0x01000193)
    this.#b = Math.imul(this.#b ^ (value + this.#a), 0x85ebca6b)
  }

  /** Two words side by side, so that a chance match of both is out of the question. */
  #text(text: string): void {
    let a = this.#a
    let b = this.#b
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at)
      a = Math.imul(a ^ code, 0x01000193)
      b = (Math.imul(b, 31) + code) | 0
    }
    this.#a = a ^ text.length
    this.#b = Math.imul(b ^ (b >>> 15), 0x85ebca6b)
  }
}

/** bigints of decimals, maps and sets have no JSON of their own. */
function plainly(_name: string, value: unknown): unknown {
  if (typeof value === "bigint") return `${value}n`
  if (value instanceof Map || value instanceof Set) return [...value]
  return value
}
