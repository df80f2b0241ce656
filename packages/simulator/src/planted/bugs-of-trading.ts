// Mistakes in the order of work: planted into packages/trading.

import type { PlantedBug } from "./bugs.ts"

const APPEND = "const appended = events.length === 0"

export const TRADING_BUGS: readonly PlantedBug[] = [
  {
    name: "sent-before-durable",
    edits: [
      {
        file: "trading/src/turn.ts",
        find: APPEND,
        replace: `for (const request of requestsOf(events, state, gateway)) gateway.send(request)\n  ${APPEND}`,
      },
      {
        file: "trading/src/turn.ts",
        find: 'import { dispatch } from "./dispatch.ts"',
        replace: 'import { dispatch } from "./dispatch.ts"\nimport { requestsOf } from "./effects.ts"',
      },
      {
        file: "trading/src/engine.ts",
        find: "    gateway.send(...requests)\n",
        replace: "",
      },
    ],
    breaks: ["S2"],
    why: "a request leaves while its intent is being written",
  },
  {
    name: "answered-before-durable",
    edits: [
      {
        file: "trading/src/turn.ts",
        find: APPEND,
        replace: `for (const { work, result } of results) work.done?.(result)\n  ${APPEND}`,
      },
    ],
    breaks: ["S5"],
    why: "the caller hears yes before the journal does",
  },
  {
    name: "published-before-durable",
    edits: [
      {
        file: "trading/src/engine.ts",
        find: "          journal: this.#deps.journal,",
        replace:
          "          journal: {\n" +
          "            append: (account, expectedSeq, epoch, events) => {\n" +
          "              this.hub.publish(events)\n" +
          "              return this.#deps.journal.append(account, expectedSeq, epoch, events)\n" +
          "            },\n" +
          "            lookup: (account, keys) => this.#deps.journal.lookup(account, keys),\n" +
          "          },",
      },
    ],
    breaks: ["S5"],
    why: "subscribers hear of what may never have happened",
  },
  {
    name: "unknown-append-is-ok",
    edits: [
      {
        file: "trading/src/engine.ts",
        find: 'if (outcome.appended !== "ok") throw',
        replace: 'if (outcome.appended === "fenced") throw',
      },
    ],
    breaks: ["S5", "S9", "S2", "S7"],
    why: "a journal that does not know is taken for one that has written",
    plan: { classes: { I6: "storm" } },
  },
  {
    name: "serials-start-again",
    edits: [
      {
        file: "trading/src/serials.ts",
        find: "return serialOf(this.epoch, this.#counter++)",
        replace: "return serialOf(1_700_000_000, this.#counter++)",
      },
    ],
    breaks: ["S1", "S7", "S9", "L2"],
    why: "ids are used again after a restart",
    plan: { classes: { I1: "storm" } },
  },
  {
    name: "epoch-not-raised",
    edits: [
      {
        file: "trading/src/serials.ts",
        find: "return Math.max(lastEpoch + 1, Math.floor(exchangeNow / 1000))",
        replace: "return lastEpoch > 0 ? lastEpoch : Math.floor(exchangeNow / 1000)",
      },
    ],
    breaks: ["S9", "S7", "L2"],
    why: "two lives of the process write under one epoch",
    plan: { classes: { I1: "storm" } },
  },
  {
    name: "recovery-forgets-cancels",
    edits: [
      {
        file: "trading/src/engine.ts",
        find: "this.hub.startAt(this.state.seq)",
        replace:
          "for (const [id, { pendingCancel: _forgotten, ...order }] of this.state.orders) this.state.orders.set(id, order)\n    this.hub.startAt(this.state.seq)",
      },
    ],
    breaks: ["L6", "L2", "S8"],
    why: "what was asked before a crash is not looked after",
    plan: { classes: { I1: "storm", F13: "storm" }, wishes: 500 },
  },
  {
    name: "gate-opens-uncompared",
    edits: [
      {
        file: "trading/src/gate.ts",
        find: "    this.#feedUp = true\n    this.#connection++\n",
        replace: "    this.#feedUp = true\n    this.#connection++\n    this.#open = true\n",
      },
    ],
    breaks: ["L3"],
    why: "placements leave before the books were compared",
    plan: { classes: { F6: "rare" } },
  },
  {
    name: "missing-orders-not-asked",
    edits: [
      {
        file: "trading/src/reconciler.ts",
        find: "    await this.#askMissing([...missing, ...this.#foundByExecutions(doubted, pending)])\n",
        replace: "",
      },
    ],
    breaks: ["L3", "L2", "S6"],
    why: "what ended while we were away stays open here",
    plan: { classes: { F6: "storm" } },
  },
  {
    name: "event-lost-on-the-way",
    edits: [
      {
        file: "trading/src/event-hub.ts",
        find: "    for (const event of events) {\n      this.#ring",
        replace: "    for (const event of events.length > 2 ? events.slice(1) : events) {\n      this.#ring",
      },
    ],
    breaks: ["L5", "S5"],
    why: "a subscriber misses an event and is not told",
  },
  {
    name: "missing-fills-not-fetched",
    edits: [
      {
        file: "trading/src/inquiries.ts",
        find: 'for (const fill of value) this.#desk.feed({ type: "FillReport", source: "query", fill, begunAt })',
        replace: "",
      },
      {
        file: "trading/src/reconciler.ts",
        find: "const fresh = value.filter((fill) => !isBooked(fill))",
        replace: "const fresh = value.filter((fill) => !isBooked(fill) && fill.quantity.coefficient < 0n)",
      },
    ],
    breaks: ["S6"],
    why: "a total without its fills is left so",
    plan: { classes: { F5: "storm" } },
  },
]
