// Server-sent events taken apart: bytes in, frames out. It relies on the stream's own limits being kept by the server and holds its own besides;
// reconnecting and the meaning of a frame are client.ts's.

export interface StreamFrame {
  /** The event's name; "message" when the stream names none. */
  readonly event: string
  readonly data: string
  /** Last id seen so far, as in the SSE protocol. */
  readonly id: string | undefined
}

/** One frame may hold so many characters; a recalled order with a long history stays far below. */
export const FRAME_LENGTH_MAX = 4 * 1024 * 1024

/** A stream that breaks its own rules, or that stayed silent for longer than its heartbeat allows. */
export class StreamFault extends Error {
  constructor(message: string) {
    super(message)
    this.name = "StreamFault"
  }
}

/** Frames as they come in. Comments (heartbeats) give undefined, so that the reader knows that the line is alive. */
export async function* readFrames(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<StreamFrame | undefined> {
  const decoder = new TextDecoder("utf-8", { fatal: true })
  const assembler = new FrameAssembler()
  let rest = ""
  for await (const chunk of chunks) {
    rest += decoder.decode(chunk, { stream: true })
    let end = rest.indexOf("\n")
    let start = 0
    while (end >= 0) {
      const line = rest.slice(start, rest.charCodeAt(end - 1) === 13 && end > start ? end - 1 : end)
      if (line.startsWith(":")) yield undefined
      else {
        const frame = assembler.take(line)
        if (frame !== undefined) yield frame
      }
      start = end + 1
      end = rest.indexOf("\n", start)
    }
    rest = rest.slice(start)
    if (rest.length > FRAME_LENGTH_MAX) throw new StreamFault(`a line of more than ${FRAME_LENGTH_MAX} characters`)
  }
}

/** Gathers the lines of one frame until the empty line that ends it. */
class FrameAssembler {
  #event = ""
  #data: string[] = []
  #length = 0
  #id: string | undefined

  take(line: string): StreamFrame | undefined {
    if (line === "") return this.#finished()
    const colon = line.indexOf(":")
    const name = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? "" : line.slice(line.charCodeAt(colon + 1) === 32 ? colon + 2 : colon + 1)
    if (name === "event") this.#event = value
    else if (name === "id") this.#id = value
    else if (name === "data") this.#add(value)
    return undefined
  }

  #add(value: string): void {
    this.#length += value.length
    if (this.#length > FRAME_LENGTH_MAX) throw new StreamFault(`a frame of more than ${FRAME_LENGTH_MAX} characters`)
    this.#data.push(value)
  }

  #finished(): StreamFrame | undefined {
    const frame = { event: this.#event === "" ? "message" : this.#event, data: this.#data.join("\n"), id: this.#id }
    const isEmpty = this.#data.length === 0
    this.#event = ""
    this.#data = []
    this.#length = 0
    return isEmpty ? undefined : frame
  }
}
