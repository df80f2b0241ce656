// One WebSocket from the process to the exchange: whole frames, in order in each direction. It breaks as real ones do: what is on its way is lost, each side
// notices at its own time, and a frame in our own buffer counts as sent.

import type { SocketConnection, SocketTransport } from "@okx-oms/okx-client"
import { expTimeOf, type Fate, type NetworkOptions, whatOf } from "./network.ts"

type SocketHandlers = Parameters<SocketTransport["open"]>[1]

/** What goes one way, in order. */
interface Line {
  lastMs: number
  readonly waiting: (() => void)[]
}

const PATH = /\/(public|private|business)$/

export class SocketLink implements SocketConnection {
  readonly #options: NetworkOptions
  readonly #handlers: SocketHandlers
  /** As the process sees it. */
  #here: "opening" | "open" | "closing" | "closed" = "opening"
  /** The exchange's name for the connection while it knows of it. */
  #thereId: string | undefined
  /** Nothing arrives any more, in either direction. */
  #severed = false
  readonly #upLine: Line = { lastMs: 0, waiting: [] }
  readonly #downLine: Line = { lastMs: 0, waiting: [] }
  #buffered = { bytes: 0, untilMs: 0 }

  constructor(options: NetworkOptions, url: string, handlers: SocketHandlers) {
    this.#options = options
    this.#handlers = handlers
    if (!options.life.leave("connect")) return
    options.life.onDeath(() => this.#die())
    options.sockets.add(this)
    const path = PATH.exec(url)?.[1]
    const { timeline, weather, account } = options
    const { upMs, downMs, refused } = weather.connecting(account)
    timeline.after(options.life.asleepMs + upMs, () => {
      if (refused || this.#severed) this.#end(1006, "connection refused", downMs)
      else this.#connect(path === "public" || path === "business" ? path : "private", downMs)
    })
  }

  get bufferedBytes(): number {
    return this.#buffered.untilMs > this.#options.timeline.nowMs ? this.#buffered.bytes : 0
  }

  send(text: string): void {
    const { life, recorder, account, weather, timeline } = this.#options
    if (this.#here !== "open" || !life.leave("ws")) return
    const what = whatOf("up", text)
    const expTimeMs = expTimeOf(text)
    const sent = { kind: "sent", account, transport: "ws", what, body: text } as const
    recorder.observe(expTimeMs === undefined ? sent : { ...sent, expTimeMs })
    if (this.bufferedBytes === 0) {
      const { bytes, forMs } = weather.backlog(account)
      if (forMs > 0) this.#buffered = { bytes, untilMs: timeline.nowMs + forMs }
    }
    const heldBackMs = Math.max(0, this.#buffered.untilMs - timeline.nowMs)
    if (heldBackMs > 0) this.#buffered.bytes += text.length
    const fate = weather.fateOf({ account, transport: "ws", direction: "up", what, body: text })
    this.#up(fate, life.asleepMs + heldBackMs, text)
  }

  close(): void {
    if (this.#here === "closed" || this.#here === "closing") return
    this.#here = "closing"
    // The close frame goes out behind what was sent, and is answered.
    this.#inOrder("up", 1, () => this.#leaveThere())
    this.#end(1000, "", 2)
  }

  /** The connection breaks: what is on its way is lost, and each side learns of it after its own time. */
  cut(noticed: { readonly hereAfterMs: number; readonly thereAfterMs: number }): void {
    if (this.#severed || this.#here === "closed") return
    this.#severed = true
    this.#options.timeline.after(noticed.thereAfterMs, () => this.#leaveThere())
    this.#end(1006, "connection reset", noticed.hereAfterMs)
  }

  #connect(path: "public" | "private" | "business", downMs: number): void {
    const { host, weather, account, life } = this.#options
    this.#thereId = host.connect(path, weather.address(account), {
      frame: (text) => this.#comesDown(text),
      close: (code, reason) => this.#closedThere(code, reason),
    })
    if (this.#thereId === undefined) {
      this.#end(1006, "Unexpected server response: 429", downMs)
      return
    }
    this.#inOrder("down", downMs, () => {
      if (this.#severed) return
      life.enter("outside", () => {
        if (this.#here !== "opening") return
        this.#here = "open"
        this.#handlers.opened()
      })
    })
  }

  #up(fate: Fate, heldBackMs: number, text: string): void {
    const { timeline, host } = this.#options
    const arrive = (body: string): void => {
      if (!this.#severed && this.#thereId !== undefined) host.frame(this.#thereId, body)
    }
    switch (fate.kind) {
      case "pass":
        this.#inOrder("up", heldBackMs + fate.afterMs, () => arrive(fate.body ?? text))
        return
      case "held":
        fate.hold((body) => void timeline.after(0, () => arrive(body ?? text)))
        return
      case "cut":
        this.cut(fate)
        return
      case "lost":
      case "refused":
      case "answered":
        return
    }
  }

  #comesDown(text: string): void {
    const { weather, account, timeline } = this.#options
    if (this.#severed) return
    const fate = weather.fateOf({ account, transport: "ws", direction: "down", what: whatOf("down", text), body: text })
    switch (fate.kind) {
      case "pass":
        this.#inOrder("down", fate.afterMs, () => this.#hear(fate.body ?? text))
        return
      case "held":
        fate.hold((body) => void timeline.after(0, () => this.#hear(body ?? text)))
        return
      case "cut":
        this.cut(fate)
        return
      case "lost":
      case "refused":
      case "answered":
        return
    }
  }

  /** At one instant in the order of the line: a tie must not reorder a connection. */
  #inOrder(direction: "up" | "down", afterMs: number, run: () => void): void {
    const { timeline } = this.#options
    const line = direction === "up" ? this.#upLine : this.#downLine
    line.lastMs = Math.max(line.lastMs, timeline.nowMs + Math.ceil(afterMs))
    line.waiting.push(run)
    timeline.at(line.lastMs, () => line.waiting.shift()?.())
  }

  #hear(text: string): void {
    const { life, recorder, account } = this.#options
    if (this.#severed) return
    life.enter("outside", () => {
      if (this.#here !== "open") return
      recorder.observe({ kind: "received", account, transport: "ws", body: text })
      this.#handlers.message(text)
    })
  }

  #closedThere(code: number, reason: string): void {
    this.#thereId = undefined
    if (this.#severed) return
    this.#inOrder("down", 1, () => {
      if (!this.#severed) this.#end(code, reason, 0)
    })
  }

  #leaveThere(): void {
    const id = this.#thereId
    this.#thereId = undefined
    if (id !== undefined) this.#options.host.disconnect(id)
  }

  #end(code: number, detail: string, afterMs: number): void {
    const { timeline, life } = this.#options
    timeline.after(afterMs, () =>
      life.enter("outside", () => {
        if (this.#here === "closed") return
        this.#here = "closed"
        this.#options.sockets.delete(this)
        this.#handlers.closed(code, detail)
      }),
    )
  }

  /** The process is gone: its kernel, or nobody, tells the exchange. */
  #die(): void {
    if (this.#here === "closed") return
    this.#here = "closed"
    const { timeline, weather, sockets } = this.#options
    sockets.delete(this)
    const { thereAfterMs, inFlightArrives } = weather.dying()
    if (inFlightArrives) {
      this.#inOrder("up", thereAfterMs, () => this.#leaveThere())
      return
    }
    this.#severed = true
    timeline.after(thereAfterMs, () => this.#leaveThere())
  }
}
