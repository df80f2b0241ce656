// What the clients were told, word for word: every answer to every request, every event of the stream. It judges nothing; audit-told.ts holds the
// journal to it. An answer is written down in the moment it is read, so a kill a moment later cannot unsay it.

import type { Row } from "./rows.ts"

/** One try of one request. Status 0: no answer came. */
export interface Answer {
  readonly status: number
  readonly body: Row
  readonly isReplay: boolean
}

/** A wish to place an order, named by its key; the body never changes between tries. */
export interface Placement {
  readonly key: string
  readonly order: Row
  readonly answers: Answer[]
}

/** A request about an order that was placed: it may come to nothing, but what it was told must be so. */
export interface Change {
  readonly kind: "cancel" | "amend"
  readonly orderId: string
  readonly asked: Row
  readonly answer: Answer
}

export class Told {
  readonly placements = new Map<string, Placement>()
  readonly changes: Change[] = []
  /** Other bodies under a key that was used before, with the answer. */
  readonly misuses: { readonly key: string; readonly answer: Answer }[] = []
  /** Every event as it came, by its sequence number. */
  readonly events = new Map<number, Row>()
  /** What the stream itself did wrong: a gap, a number twice with other words. */
  readonly streamFaults: string[] = []
  /** Rows of lists that showed an order: order id to key. */
  readonly listed = new Map<string, string>()
  resyncs = 0
  requests = 0

  placement(key: string, order: Row): Placement {
    const placed = this.placements.get(key) ?? { key, order, answers: [] }
    this.placements.set(key, placed)
    return placed
  }

  /** Those that every try left open. */
  unanswered(): readonly Placement[] {
    return [...this.placements.values()].filter(({ answers }) => answers.every(isOpenEnded))
  }

  /** Tries of placements that nobody answered. */
  answersLost(): number {
    const lost = (count: number, { answers }: Placement): number =>
      count + answers.filter(({ status }) => status === 0).length
    return [...this.placements.values()].reduce(lost, 0)
  }

  acknowledged(): readonly Placement[] {
    return [...this.placements.values()].filter(({ answers }) => answers.some(({ status }) => status === 202))
  }

  denied(): readonly Placement[] {
    return [...this.placements.values()].filter(({ answers }) => answers.some(({ status }) => status === 422))
  }

  /** As the stream shows it; `after` is the number that must come before it. */
  event(row: Row, seq: number, after: number | undefined): void {
    if (after !== undefined && seq !== after + 1) this.streamFaults.push(`event ${seq} came after ${after}`)
    const known = this.events.get(seq)
    if (known === undefined) this.events.set(seq, row)
    else if (JSON.stringify(known) !== JSON.stringify(row)) {
      this.streamFaults.push(
        `event ${seq} was shown twice, differently: ${JSON.stringify(known)}, ${JSON.stringify(row)}`,
      )
    }
  }

  get lastSeq(): number | undefined {
    let last: number | undefined
    for (const seq of this.events.keys()) last = last === undefined || seq > last ? seq : last
    return last
  }
}

/** No answer, or one that says that nobody knows: the request may have been carried out. */
export function isOpenEnded({ status, body }: Answer): boolean {
  return status === 0 || body.outcome === "unknown" || (status >= 500 && body.outcome !== "refused")
}
