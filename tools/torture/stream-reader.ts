// Reads the server's event stream and writes down every event in the moment it comes. It begins after the newest event seen before, as a program that
// lost its line does, and ends with the process it reads from.

import type { ServerDoor } from "./door.ts"
import { numberOf, parseRow } from "./rows.ts"
import type { Told } from "./told.ts"

const FRAME_LENGTH_MAX = 8_000_000
/** A machine with too much to do may stand still until the head of a request is late: whoever reads a stream asks again. */
const LATE_STATUS = 408
const ATTEMPTS_MAX = 5

export interface StreamReaderOptions {
  readonly door: ServerDoor
  readonly told: Told
  /** Called with the type of each event, after it was written down. */
  readonly heard?: (type: string) => void
}

export class StreamReader implements AsyncDisposable {
  readonly #told: Told
  readonly #heard: (type: string) => void
  readonly #left = new AbortController()
  readonly #reading: Promise<void>
  #after: number | undefined

  constructor({ door, told, heard = () => {} }: StreamReaderOptions) {
    this.#told = told
    this.#heard = heard
    this.#after = told.lastSeq ?? 0
    // A line that breaks is what a kill looks like from here.
    this.#reading = this.#read(door).catch(() => {})
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#left.abort()
    await this.#reading
  }

  async #read(door: ServerDoor): Promise<void> {
    let response = await this.#ask(door)
    for (let attempt = 1; response.status === LATE_STATUS && attempt < ATTEMPTS_MAX; attempt++) {
      await response.body?.cancel()
      response = await this.#ask(door)
    }
    if (!response.ok || response.body === null) {
      this.#told.streamFaults.push(`the stream was refused: ${response.status} ${await response.text()}`)
      return
    }
    const decoder = new TextDecoder()
    let rest = ""
    for await (const chunk of response.body) {
      const frames = (rest + decoder.decode(chunk, { stream: true })).split("\n\n")
      rest = frames.pop() ?? ""
      if (rest.length > FRAME_LENGTH_MAX) throw new Error("a frame without an end")
      for (const frame of frames) this.#take(frame)
    }
  }

  #ask({ url, token }: ServerDoor): Promise<Response> {
    return fetch(`${url}/v1/events`, {
      headers: { authorization: `Bearer ${token}`, "last-event-id": String(this.#after) },
      signal: this.#left.signal,
    })
  }

  #take(frame: string): void {
    const lines = frame.split("\n")
    const field = (name: string): string | undefined =>
      lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2)
    const data = field("data")
    if (data === undefined) return
    const row = parseRow(data)
    const seq = Number(field("id"))
    if (row === undefined || numberOf(row, "seq") !== seq) {
      this.#told.streamFaults.push(`a frame whose id and data differ: ${frame.slice(0, 500)}`)
      return
    }
    if (field("event") === "resync") {
      this.#told.resyncs++
      this.#after = seq
      return
    }
    this.#told.event(row, seq, this.#after)
    this.#after = seq
    this.#heard(typeof row.type === "string" ? row.type : "")
  }
}
