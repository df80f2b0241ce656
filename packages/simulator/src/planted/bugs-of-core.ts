// Mistakes in what follows from what: planted into packages/core.

import type { PlantedBug } from "./bugs.ts"

export const CORE_BUGS: readonly PlantedBug[] = [
  {
    name: "blind-retry",
    edits: [
      {
        file: "core/src/decide-reply.ts",
        find: 'return { cause: "reply", events: [startDoubt(order, answer, facts, code)] }',
        replace:
          'return { cause: "reply", events: [], retry: { orderId: order.orderId, code: "50004", message: answer } }',
      },
    ],
    breaks: ["S1", "S16", "S3"],
    why: "an unknown placement is sent again as if it were refused",
    plan: { classes: { F2: "storm" } },
  },
  {
    name: "timeout-is-rejected",
    edits: [
      {
        file: "core/src/decide-reply.ts",
        find: 'return { cause: "reply", events: [startDoubt(order, answer, facts, code)] }',
        replace: 'return { cause: "reply", events: rejectedByOkx(order, code, message) }',
      },
    ],
    breaks: ["S3", "S16"],
    why: "an unknown outcome is taken for a refusal",
    plan: { classes: { F2: "storm" } },
  },
  {
    name: "verdict-before-x",
    edits: [
      {
        file: "core/src/decide-doubt.ts",
        find: "return certainAfter({ at: submittedAt ?? createdAt, expiresAt: doubt.expiresAt }, facts)",
        replace: "return facts.exchange && doubt.since",
      },
    ],
    breaks: ["S3"],
    why: '"not found" counts although the request may still arrive',
    plan: { classes: { F9: "storm" } },
  },
  {
    name: "verdict-before-v",
    edits: [
      {
        file: "core/src/decide-doubt.ts",
        find: "return certainAfter({ at: submittedAt ?? createdAt, expiresAt: doubt.expiresAt }, facts)",
        replace:
          "return certainAfter({ at: submittedAt ?? createdAt, expiresAt: doubt.expiresAt }, { ...facts, visibilityMs: 0 })",
      },
    ],
    breaks: ["S3"],
    why: '"not found" counts although an accepted order may still be invisible',
    plan: { classes: { F9: "storm" } },
  },
  {
    name: "amend-verdict-before-v",
    edits: [
      {
        file: "core/src/decide-amend-shown.ts",
        find: "if (certain === undefined || report.begunAt <= certain) return []",
        replace: "if (certain === undefined || report.begunAt <= certain - facts.visibilityMs) return []",
      },
    ],
    breaks: ["S3"],
    why: "old values prove nothing while a new one may still be invisible",
    plan: { classes: { F14: "storm" } },
  },
  {
    name: "one-not-found",
    edits: [
      {
        file: "core/src/decide-doubt.ts",
        find: "const NOT_FOUND_NEEDED = 2",
        replace: "const NOT_FOUND_NEEDED = 1",
      },
    ],
    breaks: ["S3"],
    why: "a single 51603 is proof",
    plan: { classes: { F9: "storm" } },
  },
  {
    name: "forgotten-doubt",
    edits: [
      {
        file: "core/src/decide-time.ts",
        find: 'if (order.doubt !== undefined) candidates.push({ kind: "ask-doubt"',
        replace: 'if (order.doubt !== undefined && order.doubt.asks < 3) candidates.push({ kind: "ask-doubt"',
      },
    ],
    breaks: ["L1", "L2"],
    why: "a doubt is given up after three questions",
    plan: { classes: { F9: "storm" } },
  },
  {
    name: "dedupe-by-trade-id-alone",
    edits: [
      {
        file: "core/src/decide-report.ts",
        find: '  if (hasFill(order, fill.tradeId))\n    return report.source === "push"',
        replace:
          "  if (!hasFill(order, fill.tradeId) && [...state.orders.values()].some((known) => hasFill(known, fill.tradeId)))\n    return []\n" +
          '  if (hasFill(order, fill.tradeId))\n    return report.source === "push"',
      },
      {
        file: "core/src/decide-report.ts",
        find: "const shown = shownExecution(order, told)",
        replace:
          "const twin = [...state.orders.values()].some((known) => told.fill !== undefined && hasFill(known, told.fill.tradeId))\n" +
          "  const { fill: _seen, ...unfilled } = told\n" +
          "  const shown = shownExecution(order, twin ? unfilled : told)",
      },
    ],
    breaks: ["S6"],
    why: "trade ids are unique per instrument only",
  },
  {
    name: "late-ack-regresses",
    edits: [
      {
        file: "core/src/decide-reply.ts",
        find: "if (order.okxOrderId === okxOrderId) return []",
        replace:
          'if (order.okxOrderId === okxOrderId)\n    return order.state === "PartiallyFilled" ? [{ type: "OrderAcknowledged", orderId, okxOrderId }] : []',
      },
    ],
    breaks: ["S7"],
    why: "an acknowledgement that comes after a fill sets the order back",
    plan: { classes: { F3: "storm", F4: "storm" }, marketEveryMs: 10 },
  },
  {
    name: "dropped-fill-on-cancel",
    edits: [
      {
        file: "core/src/decide-report.ts",
        find: 'const last = shown.isNews ? [execution("OrderPartiallyFilled", order, told, shown)] : []',
        replace: "const last: readonly OrderEventBody[] = []",
      },
    ],
    breaks: ["S6"],
    why: "the message that ends an order also carries its last fill",
    plan: { classes: { F6: "storm", F13: "storm" } },
  },
  {
    name: "unsent-cancel-is-cancelled",
    edits: [
      {
        file: "core/src/decide-change.ts",
        find: 'if (order.state === "Validated") {',
        replace: 'if (order.state === "Validated" || order.state === "Submitted") {',
      },
    ],
    breaks: ["S4", "S7"],
    why: "an order under way is called cancelled without asking the exchange",
  },
  {
    name: "cancel-ack-is-cancelled",
    edits: [
      {
        file: "core/src/decide-reply.ts",
        find: 'const taken: OrderEventBody = { type: "CancelAccepted", orderId, requestId }',
        replace:
          'const taken: OrderEventBody = { type: "OrderCancelled", orderId, okxOrderId, reason: "cancel accepted" }',
      },
    ],
    breaks: ["S4", "S6"],
    why: "a cancel that is taken is not done",
    plan: { classes: { F13: "storm" } },
  },
  {
    name: "51400-is-cancelled",
    edits: [
      {
        file: "core/src/decide-reply.ts",
        find: "if (outcome.retryable || leavesCancelOpen(outcome.code)) return NOTHING",
        replace:
          'if (outcome.code === "51400")\n        return { cause: "reply", events: [{ type: "OrderCancelled", orderId, reason: "nothing to cancel" }] }\n' +
          "      if (outcome.retryable || leavesCancelOpen(outcome.code)) return NOTHING",
      },
    ],
    breaks: ["S4", "S6"],
    why: "51400 means filled, cancelled or unknown",
    plan: { classes: { F13: "storm" } },
  },
  {
    name: "late-fill-ignored",
    edits: [
      {
        file: "core/src/decide-report.ts",
        find: '  if (order.state === "Filled" || compare(filledQuantity, order.filledQuantity) <= 0) {',
        replace:
          '  if (order.state === "Cancelled") return []\n  if (order.state === "Filled" || compare(filledQuantity, order.filledQuantity) <= 0) {',
      },
      {
        file: "core/src/decide-report.ts",
        find: "if (!isActive(order.state)) return correction(state, order, report, shown, facts)",
        replace:
          'if (order.state === "Cancelled") return []\n  if (!isActive(order.state)) return correction(state, order, report, shown, facts)',
      },
    ],
    breaks: ["S6"],
    why: "an order can be filled after its cancel",
    plan: { classes: { F20: "storm" } },
  },
  {
    name: "fill-counted-twice",
    edits: [
      {
        file: "core/src/order.ts",
        find: "return order.fills.some((fill) => fill.tradeId === tradeId)",
        replace: 'return tradeId === ""',
      },
    ],
    breaks: ["S6"],
    why: "a fill that is told twice is booked twice",
    plan: { classes: { F4: "storm" } },
  },
  {
    name: "stale-read-regresses",
    edits: [
      {
        file: "core/src/decide-amend-shown.ts",
        find: "const newer = order.exchangeUpdatedAt === undefined || told.updatedAt >= order.exchangeUpdatedAt",
        replace: "const newer = true",
      },
    ],
    breaks: ["S4", "S3", "L3"],
    why: "an old read undoes an amendment",
    plan: { classes: { F7: "storm", F14: "rare" }, reconcileEveryMs: 1_000 },
  },
  {
    name: "amend-ack-is-done",
    edits: [
      {
        file: "core/src/decide-reply.ts",
        find: 'return { cause: "reply", events: [{ type: "AmendAccepted", orderId, requestId }] }',
        replace:
          'return { cause: "reply", events: [{ type: "OrderAmended", orderId, requestId, quantity: order.pendingAmend.quantity ?? order.quantity, ...(order.pendingAmend.price && { price: order.pendingAmend.price }), exchangeUpdatedAt: order.exchangeUpdatedAt ?? order.createdAt }] }',
      },
    ],
    breaks: ["S4", "L3"],
    why: "an amendment that is taken can still fail (amendResult)",
    plan: { classes: { F14: "storm" } },
  },
  {
    name: "recovery-fails-submitted",
    edits: [
      {
        file: "core/src/decide-time.ts",
        find: 'events.push(startDoubt(order, "the process ended before an answer came", facts))',
        replace:
          'events.push({ type: "OrderFailed", orderId, reason: "not sent: the process ended", proof: "not-sent" })',
      },
    ],
    breaks: ["S3"],
    why: "a restart takes what was sent for unsent",
    plan: { classes: { I1: "storm" } },
  },
  {
    name: "doubt-not-counted",
    edits: [
      {
        file: "core/src/exposure.ts",
        find: "if (!isActive(order.state)) return NO_EXPOSURE",
        replace: "if (!isActive(order.state) || order.doubt !== undefined) return NO_EXPOSURE",
      },
      {
        file: "core/src/exposure.ts",
        find: "return sameAmounts && sameWish && isActive(before.state) === isActive(after.state)",
        replace:
          "return sameAmounts && sameWish && isActive(before.state) === isActive(after.state) && before.doubt === after.doubt",
      },
    ],
    breaks: ["S12"],
    why: "an order that may live is an order that lives",
    plan: { classes: { F2: "storm" }, maxOpenOrders: 5 },
  },
  {
    name: "open-orders-not-limited",
    edits: [
      {
        file: "core/src/risk.ts",
        find: '  { name: "open-orders-above-limit", check: checkOpenOrders },\n',
        replace: "",
      },
    ],
    breaks: ["S12"],
    why: "the number of open orders is not checked",
    plan: { maxOpenOrders: 5 },
  },
  {
    name: "client-key-forgotten",
    edits: [
      {
        file: "core/src/decide-place.ts",
        find: "if (known !== undefined) return sameOrRefused(known, order)",
        replace: "if (known !== undefined && !isTerminal(known.state)) return sameOrRefused(known, order)",
      },
      {
        file: "core/src/decide-place.ts",
        find: 'import { checkRisk } from "./risk.ts"',
        replace: 'import { isTerminal } from "./order-state.ts"\nimport { checkRisk } from "./risk.ts"',
      },
    ],
    breaks: ["S11"],
    why: "a client's key may be used again once its order is over",
    plan: { classes: { I7: "storm" } },
  },
  {
    name: "other-body-taken",
    edits: [
      {
        file: "core/src/decide-place.ts",
        find: "if (known.intent === intentOf(order)) {",
        replace: "if (known.clientOrderId === order.clientOrderId) {",
      },
    ],
    breaks: ["S11"],
    why: "another wish under a key is answered with the first one's order",
    plan: { classes: { I7: "storm" } },
  },
  {
    name: "snapshot-loses-cancel",
    edits: [
      {
        file: "core/src/state-codec.ts",
        find: "if (!isText(kept)) return encodeOrder(kept)",
        replace:
          "if (!isText(kept)) {\n    const { pendingCancel: _lost, ...rest } = kept\n    return encodeOrder(rest)\n  }",
      },
    ],
    breaks: ["S8", "L6", "L2"],
    why: "a snapshot that lacks a field",
    plan: { classes: { I1: "storm" } },
  },
  {
    name: "external-order-cancelled",
    edits: [
      {
        file: "core/src/decide-change.ts",
        find: 'if (!isOurs(order)) return refuse({ code: "order-not-ours", orderId: order.orderId })',
        replace: "",
      },
      {
        file: "trading/src/order-manager.ts",
        find: 'order.source === "command" && symbol &&',
        replace: "symbol &&",
      },
    ],
    breaks: ["S14"],
    why: "cancel-all touches orders that somebody else placed",
    plan: { classes: { F16: "storm" } },
  },
]
