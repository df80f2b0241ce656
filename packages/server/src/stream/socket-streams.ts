// All WebSocket streams of a server: a hub for each account that somebody follows, the readers, and one timer that looks after them. It relies on the
// accounts for who may be followed; a hub without readers is closed.

import { problemOfDoor } from "@okx-oms/api"
import type { Logger } from "pino"
import type { AccountSlot } from "../account-slot.ts"
import type { Accounts } from "../accounts.ts"
import type { Identity } from "../identity.ts"
import type { OmsPort } from "../open-oms.ts"
import { ProblemReply } from "../reply.ts"
import { StreamHub } from "./hub.ts"
import type { SocketLimits } from "./limits.ts"
import { type Choice, StreamReader } from "./reader.ts"
import type { WebSocket } from "./web-socket.ts"

export class SocketStreams {
  readonly #accounts: Accounts
  readonly #limits: SocketLimits
  readonly #log: Logger
  readonly #hubs = new Map<OmsPort, StreamHub>()
  readonly #readers = new Set<StreamReader>()
  #sweeper: NodeJS.Timeout | undefined
  #resyncs = 0
  #isClosed = false
  #emptied: (() => void) | undefined

  constructor({ accounts, limits, log }: { accounts: Accounts; limits: SocketLimits; log: Logger }) {
    this.#accounts = accounts
    this.#limits = limits
    this.#log = log
  }

  /** Open streams. */
  get size(): number {
    return this.#readers.size
  }

  /** Readers told to resync, since start. */
  get resyncs(): number {
    return this.#resyncs
  }

  /** Throws a problem when there is no room, or when what is chosen cannot be followed. Before the upgrade: then it can still be told over HTTP. */
  admit(choice: Choice, token: Identity): void {
    if (this.#isClosed) throw new ProblemReply(problemOfDoor("stopping", "The server is stopping."))
    const { readersMax } = this.#limits
    if (this.size >= readersMax) {
      const facts = { limit: readersMax }
      throw new ProblemReply(problemOfDoor("subscribers-above-limit", `At most ${readersMax} streams.`, { facts }))
    }
    this.#accounts.slotsOf(choice.accounts, token)
  }

  /** `choice` absent: the reader's own first frame says what. */
  open(socket: WebSocket, { token, choice }: { token: Identity; choice: Choice | undefined }): void {
    const reader: StreamReader = new StreamReader({
      socket,
      token,
      limits: this.#limits,
      hubOf: (slot, options) => this.#hubOf(slot, options),
      slotsOf: (names, identity) => this.#accounts.slotsOf(names, identity),
      resynced: () => {
        this.#resyncs++
      },
      left: () => this.#left(reader),
    })
    this.#readers.add(reader)
    this.#sweeper ??= setInterval(() => this.#sweep(), this.#limits.sweepMs).unref()
    if (this.#isClosed) reader.end("stopping")
    else if (choice !== undefined) reader.choose(choice)
  }

  /** Every reader is told that the server stops; resolves when all are gone. */
  async close(): Promise<void> {
    this.#isClosed = true
    const gone = new Promise<void>((resolve) => {
      this.#emptied = resolve
    })
    for (const reader of this.#readers) reader.end("stopping")
    if (this.#readers.size > 0) await gone
    clearInterval(this.#sweeper)
    for (const hub of this.#hubs.values()) hub.close()
  }

  #hubOf(slot: AccountSlot, { back }: { back: boolean }): StreamHub | undefined {
    const { oms } = slot
    if (oms === undefined) return undefined
    const known = this.#hubs.get(oms)
    if (known !== undefined && !known.isOver) return known
    if (known !== undefined) return undefined
    const hub = new StreamHub({ oms, limits: this.#limits, log: this.#log })
    this.#hubs.set(oms, hub)
    hub.start({ back })
    return hub
  }

  #left(reader: StreamReader): void {
    this.#readers.delete(reader)
    if (this.#readers.size === 0) this.#emptied?.()
  }

  #sweep(): void {
    const now = performance.now()
    for (const reader of [...this.#readers]) reader.sweep(now)
    for (const [oms, hub] of this.#hubs) {
      // One that nobody follows costs nothing; one that ended may be begun anew while its manager lives.
      if (hub.isEmpty || hub.isOver) {
        hub.close()
        this.#hubs.delete(oms)
      } else hub.look()
    }
  }
}
