// Mistakes on the wire: planted into packages/okx-client.

import type { PlantedBug } from "./bugs.ts"

export const CLIENT_BUGS: readonly PlantedBug[] = [
  {
    name: "no-exp-time",
    edits: [
      {
        file: "okx-client/src/gateway-commands.ts",
        find: 'const common = { operation: "place", targets: orders, expTimeMs } as const',
        replace: 'const common = { operation: "place", targets: orders } as const',
      },
    ],
    breaks: ["S2", "S3"],
    why: "a request without a deadline can be executed at any time",
  },
  {
    name: "other-transport-after-silence",
    edits: [
      {
        file: "okx-client/src/gateway-commands.ts",
        find: 'const key = { kind: "place", instrument: symbol } as const',
        replace:
          'if (request.transport === "ws" && answered.outcomes.some((outcome) => outcome.kind === "unknown"))\n' +
          '      await this.#sendPlacement({ ...request, transport: "rest" }, symbol, fields)\n' +
          '    const key = { kind: "place", instrument: symbol } as const',
      },
    ],
    breaks: ["S1"],
    why: "what the socket left open is sent again by REST",
    plan: { classes: { F2: "storm" } },
  },
  {
    name: "replies-matched-by-position",
    edits: [
      {
        file: "okx-client/src/outcome.ts",
        find: "  return targets.map((target) => {\n    const item = findItem(items, target, targets.length)",
        replace:
          '  return targets.map((_target, position) => {\n    const item: Ack | "contradiction" | undefined = items[position]',
      },
    ],
    breaks: ["S4", "S16", "S3"],
    why: "the items of a batch come in any order",
    plan: { classes: { F12: "storm" }, disk: { appendMs: 40, lookupMs: 0 }, wishes: 600 },
  },
  {
    name: "missing-item-is-accepted",
    edits: [
      {
        file: "okx-client/src/outcome.ts",
        find: 'if (item === undefined) return doubt("missing-item", said, "OKX\'s answer does not mention this order.")',
        replace:
          'const any = items.at(-1)\n    if (item === undefined && any !== undefined) return { kind: "accepted", ack: any }\n' +
          '    if (item === undefined) return doubt("missing-item", said, "OKX\'s answer does not mention this order.")',
      },
    ],
    breaks: ["S4", "S16"],
    why: "silence about one order of a batch is taken for its neighbour's yes",
    plan: { classes: { F12: "storm" }, disk: { appendMs: 40, lookupMs: 0 }, wishes: 600 },
  },
  {
    name: "unknown-code-is-refusal",
    edits: [
      {
        file: "okx-client/src/outcome.ts",
        find: "  if (meaning === undefined)\n    return doubt(",
        replace:
          '  if (meaning === undefined)\n    return { kind: "refused", codeClass: "REJ", okx: said, says: "refused", again: "no" }\n  if (meaning === undefined)\n    return doubt(',
      },
    ],
    breaks: ["S16", "S3"],
    why: "a code that nobody knows proves nothing",
    plan: { classes: { F15: "storm" } },
  },
  {
    name: "unknown-code-is-success",
    edits: [
      {
        file: "okx-client/src/outcome.ts",
        find: "  if (meaning === undefined)\n    return doubt(",
        replace: "  if (meaning === undefined) return undefined\n  if (meaning === undefined)\n    return doubt(",
      },
    ],
    breaks: ["S16", "S4"],
    why: "whatever is not a known error is taken for yes",
    plan: { classes: { F15: "storm" } },
  },
  {
    name: "fee-sign-flipped",
    edits: [
      {
        file: "okx-client/src/gateway-from-wire.ts",
        find: "[{ currency, amount: toFee(amount) }]",
        replace: "[{ currency, amount: toFee(Decimals.negate(amount)) }]",
      },
    ],
    breaks: ["S6"],
    why: "a charge is booked as a rebate",
  },
  {
    name: "failed-amend-is-done",
    edits: [
      {
        file: "okx-client/src/gateway-from-wire.ts",
        find: '"-1": "failed",',
        replace: '"-1": "done",',
      },
    ],
    breaks: ["S4", "L3"],
    why: "amendResult is ignored",
    plan: { classes: { F14: "storm" } },
  },
  {
    name: "short-pages",
    edits: [
      {
        file: "okx-client/src/gateway-reads.ts",
        find: "page: (after) => rest.getOrdersPending({ ...pageAfter(after) }, RESOLVE),",
        replace: 'page: (after) => rest.getOrdersPending({ ...pageAfter(after), instType: "SPOT" }, RESOLVE),',
      },
    ],
    breaks: ["L3"],
    why: "the comparison looks at a part of the open orders",
    plan: { classes: { F6: "storm", F16: "storm" } },
  },
  {
    name: "rate-windows-ignored",
    edits: [
      {
        file: "okx-client/src/rate-limit.ts",
        find: "export const SHARE_USED = 0.9",
        replace: "export const SHARE_USED = 20",
      },
    ],
    breaks: ["S13"],
    why: "more requests leave than OKX takes",
    plan: { wishes: 1_200, stormMs: 4_000 },
  },
  {
    name: "cancels-wait-behind-placements",
    edits: [
      {
        file: "okx-client/src/gateway-cancels.ts",
        find: 'const key = { kind: "cancel", instrument: symbol } as const',
        replace: 'const key = { kind: "place", instrument: symbol } as const',
      },
    ],
    breaks: ["S13", "L2"],
    why: "a cancel takes from the window of placements",
    plan: { wishes: 1_200, stormMs: 4_000, batchMax: 1 },
  },
  {
    name: "secret-in-the-log",
    edits: [
      {
        file: "okx-client/src/gateway.ts",
        find: 'log.info("the private feed is up", { how })',
        replace: 'log.info("the private feed is up", { how, key: this.#options.credentials.secretKey.reveal() })',
      },
    ],
    breaks: ["S15"],
    why: "a key is written where people read",
  },
]
