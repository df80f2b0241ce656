// One WebSocket of the stream: what its reader chose, what is on the way to it, and when it is let go. It relies on follow.ts for the next frame of each
// account; bytes on the way are bounded, and nothing is asked for before there is room.

import {
  check,
  type Problem,
  problemOfDoor,
  problemOfFields,
  STREAM_CLOSED,
  STREAM_KINDS_DEFAULT,
  type StreamClosed,
  type StreamKind,
  SubscribeFrameSchema,
  timeText,
} from "@okx-oms/api"
import { type AccountId, millis } from "@okx-oms/core"
import type { AccountSlot } from "../account-slot.ts"
import type { Identity } from "../identity.ts"
import { ProblemReply } from "../reply.ts"
import { Follow, type FollowOptions } from "./follow.ts"
import { type Frame, frame, kindsOf } from "./frames.ts"
import { READER_FRAMES_BURST, type SocketLimits } from "./limits.ts"
import type { WebSocket } from "./web-socket.ts"

export interface Choice {
  /** Absent: every account that the token may see. */
  readonly accounts?: readonly AccountId[] | undefined
  readonly kinds?: readonly StreamKind[] | undefined
  readonly from?: readonly { readonly account: AccountId; readonly seq: number }[] | undefined
}

export interface ReaderOptions {
  readonly socket: WebSocket
  readonly token: Identity
  readonly limits: SocketLimits
  readonly hubOf: FollowOptions["hubOf"]
  /** The accounts that are meant; throws a problem for one that the token may not see. */
  readonly slotsOf: (names: readonly AccountId[] | undefined, token: Identity) => readonly AccountSlot[]
  readonly resynced: () => void
  /** The socket is gone. */
  readonly left: () => void
}

const WORDS: Readonly<Record<StreamClosed, string>> = {
  stopping: "The server stops. Connect again in a moment and go on where you were.",
  "not-text": "Frames are text.",
  "frame-too-large": "A frame of a reader has at most 16 KiB.",
  internal: "The server failed. Its log tells more.",
  "token-revoked": "The token was revoked.",
  "token-expired": "The token has expired.",
  "too-slow": "Nothing was taken for too long. Connect again and go on where you were.",
  "subscribe-late": "No subscribe frame came.",
  "too-many-frames": "More frames came than a reader has to say.",
  silent: "A ping was not answered.",
}

export class StreamReader {
  readonly #options: ReaderOptions
  readonly #socket: WebSocket
  readonly #limits: SocketLimits
  #follows: Follow[] = []
  #due: Frame[] = []
  #bytes = 0
  #isOver = false
  #openedAt = performance.now()
  #progressAt = performance.now()
  #heartbeatAt: number
  #isPonged = true
  #framesLeft = READER_FRAMES_BURST
  #hasChosen = false

  constructor(options: ReaderOptions) {
    const { socket, token, limits, left } = options
    this.#options = options
    this.#socket = socket
    this.#limits = limits
    this.#heartbeatAt = this.#openedAt + limits.heartbeatMs
    const end = (): void => this.end(token.ended?.reason === "expired" ? "token-expired" : "token-revoked")
    token.ended?.addEventListener("abort", end, { once: true })
    socket.on("message", (data, isBinary) => this.#take(String(data), isBinary))
    socket.on("pong", () => {
      this.#isPonged = true
    })
    socket.once("close", () => {
      token.ended?.removeEventListener("abort", end)
      this.#letGo()
      left()
    })
    // It may have been taken back between the guard's look and the upgrade.
    if (token.ended?.aborted === true) end()
  }

  /** Takes the place of what was chosen before. Throws a problem for accounts that cannot be followed. */
  choose({ accounts, kinds = STREAM_KINDS_DEFAULT, from = [] }: Choice): void {
    const { slotsOf, hubOf, token, resynced } = this.#options
    const slots = slotsOf(accounts, token)
    const places = new Map(from.map(({ account, seq }) => [account, seq]))
    for (const follow of this.#follows) follow.close()
    this.#hasChosen = true
    const chosen = kindsOf(kinds)
    const { heartbeatMs, frameMs } = this.#limits
    const named = slots.map(({ account, mode }) => ({ account, mode }))
    this.#due.push(frame({ type: "hello", heartbeatMs, frameMs, accounts: named, kinds: [...kinds] }))
    const wake = (): void => this.pump()
    this.#follows = slots.map((slot) => {
      const knownSeq = places.get(slot.account)
      return new Follow({ slot, kinds: chosen, hubOf, wake, resynced, ...(knownSeq !== undefined && { knownSeq }) })
    })
    this.pump()
  }

  /** Sends what is due as far as there is room. */
  pump(): void {
    while (!this.#isOver && this.#bytes < this.#limits.bytesMax) {
      const next = this.#next()
      if (next === undefined) return
      this.#send(next)
    }
  }

  /** Looks after the line; called about once a second. */
  sweep(now: number): void {
    if (this.#isOver) return
    const because = this.#fault(now)
    if (because !== undefined) {
      this.end(because)
      return
    }
    if (this.#framesLeft < READER_FRAMES_BURST) this.#framesLeft++
    for (const follow of this.#follows) follow.look()
    if (now >= this.#heartbeatAt) this.#beat(now)
  }

  /** Says why and closes; whoever does not read that in time is cut off. */
  end(because: StreamClosed): void {
    if (this.#isOver) return
    this.#letGo()
    const detail = WORDS[because]
    this.#socket.send(frame({ type: "farewell", because, detail }).bytes, { binary: false })
    this.#socket.close(STREAM_CLOSED[because], because)
    setTimeout(() => this.#socket.terminate(), this.#limits.farewellMs).unref()
  }

  #fault(now: number): StreamClosed | undefined {
    const { stallMs, subscribeMs } = this.#limits
    if (this.#bytes > 0 && now - this.#progressAt > stallMs) return "too-slow"
    if (!this.#hasChosen && now - this.#openedAt > subscribeMs) return "subscribe-late"
    return now >= this.#heartbeatAt && !this.#isPonged ? "silent" : undefined
  }

  #beat(now: number): void {
    this.#heartbeatAt = now + this.#limits.heartbeatMs
    this.#isPonged = false
    this.#socket.ping()
    const accounts = this.#follows.map(({ slot: { account, mode }, position }) => ({ account, mode, seq: position }))
    this.#send(frame({ type: "heartbeat", at: timeText(millis(Date.now())), accounts }))
  }

  #letGo(): void {
    this.#isOver = true
    for (const follow of this.#follows) follow.close()
    this.#follows = []
    this.#due = []
  }

  #next(): Frame | undefined {
    const due = this.#due.shift()
    if (due !== undefined) return due
    for (const follow of this.#follows) {
      const next = follow.next()
      if (next !== undefined) return next
    }
    return undefined
  }

  #send({ bytes }: Frame): void {
    if (this.#bytes === 0) this.#progressAt = performance.now()
    this.#bytes += bytes.length
    this.#socket.send(bytes, { binary: false }, () => {
      this.#bytes -= bytes.length
      this.#progressAt = performance.now()
      // A reader that was held up may go on; for one that keeps up there is nothing more.
      if (this.#bytes === 0) this.pump()
    })
  }

  #take(text: string, isBinary: boolean): void {
    if (this.#isOver) return
    if (isBinary) this.end("not-text")
    else if (this.#framesLeft-- <= 0) this.end("too-many-frames")
    else {
      const problem = this.#subscribe(text)
      if (problem !== undefined) this.#due.push(frame({ type: "problem", problem }))
      this.pump()
    }
  }

  #subscribe(text: string): Problem | undefined {
    let raw: unknown
    try {
      raw = JSON.parse(text)
    } catch {
      return problemOfDoor("json-invalid", "The frame is not JSON.")
    }
    const checked = check(SubscribeFrameSchema, raw)
    if (!checked.ok) return problemOfFields(checked.errors)
    try {
      this.choose(checked.value)
      return undefined
    } catch (error) {
      if (error instanceof ProblemReply) return error.problem
      throw error
    }
  }
}
