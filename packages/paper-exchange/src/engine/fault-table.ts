// Every way in which this exchange can misbehave on demand: one entry each, with the class of fault it belongs to, what it
// does in one sentence, and what its parameters are when nothing else is said. Data only: faults.ts draws whether one strikes,
// and each is done where its subject is (serve.ts, item-faults.ts, place.ts, change.ts, pushes.ts, past.ts, ws-requests.ts ...).

/**
 * What a client can meet, by kind: F1 lost requests · F2 accepted, answer lost · F3 late · F4 order and doubling of messages ·
 * F5 filled without a fill · F6 connections and channels · F7 stale reads · F8 pages that shift · F9 refusals and broken
 * answers · F10 clock · F11 ids · F12 batches · F13 cancels · F14 amends · F15 unsolicited cancels and unknown words ·
 * F16 external orders · F17 retention · F18 keys and addresses · F19 maintenance · F20 late fills and corrections · lies: what OKX
 * promises not to do, and a client can only correct afterwards.
 */
export type FaultClass =
  | `F${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13 | 14 | 15 | 16 | 17 | 18 | 19 | 20}`
  | "lies"

export interface FaultEntry {
  readonly class: FaultClass
  readonly says: string
  /** The delay where one is meant, in milliseconds; absent where the fault has none. */
  readonly delayMs?: number
  /** With it the delay is drawn anew each time, from delayMs to this. */
  readonly delayMaxMs?: number
  /** The code it answers with, or the cancelSource it gives; absent where it has none, "" where it is drawn. */
  readonly code?: string
  /** Struck unless told otherwise; "writes" when absent. */
  readonly scope?: "writes" | "reads" | "all"
}

const REQUESTS = {
  "lost-request": { class: "F1", says: "the request is neither executed nor answered" },
  "lost-response": { class: "F2", says: "the request is executed, its reply is never sent" },
  "50004": { class: "F2", says: "answers 50004 (endpoint timeout); a draw decides whether the request was executed" },
  "50004-executed": { class: "F2", says: "answers 50004 although the request was executed" },
  "50004-not-executed": { class: "F2", says: "answers 50004, nothing was executed" },
  "51016": {
    class: "F11",
    says: "a placement's item is answered with 51016 (id exists), as when the request was repeated inside; executed by a draw",
  },
  "51149": {
    class: "F2",
    says: "an item of a placement or amend is answered with 51149 (timed out); executed by a draw",
  },
  "51054": { class: "F2", says: "an item of any operation is answered with 51054 (timed out); executed by a draw" },
  "51412": { class: "F2", says: "an item of a cancel is answered with 51412 (timed out); executed by a draw" },
  "late-request": {
    class: "F3",
    says: "the request arrives delayMs late (expTime may have passed by then)",
    delayMs: 3_000,
  },
  "slow-response": {
    class: "F3",
    says: "the request is executed at once, its reply comes delayMs late",
    delayMs: 3_000,
  },
  "rate-limit": { class: "F9", says: "answers 50011, nothing is executed" },
  "account-rate-limit": { class: "F9", says: "a placement or amend gets 50061, nothing is executed" },
  unavailable: { class: "F9", says: "answers 50001 with HTTP 503, nothing is executed" },
  "engine-upgrade": { class: "F9", says: "answers 51290 (engine upgrade), nothing is executed" },
  "system-error": { class: "F9", says: "answers 50026 with HTTP 500; a draw decides whether the request was executed" },
  "systems-busy": { class: "F9", says: "answers 50013 with HTTP 429; a draw decides whether the request was executed" },
  "html-502": {
    class: "F9",
    says: "executed or not by a draw, answered with an HTML page and HTTP 502 (WebSocket: 64007)",
  },
  "empty-body": { class: "F9", says: "executed, answered with HTTP 200 and no body (WebSocket: not answered)" },
  "cut-json": { class: "F9", says: "executed, answered with half of the JSON" },
  "no-data": { class: "F9", says: 'executed, answered with code "0" and no data' },
  "unknown-code": {
    class: "F15",
    says: "answers with a code that no table has; a draw decides whether the request was executed",
    code: "59999",
  },
  "unknown-item-code": {
    class: "F15",
    says: "an item is answered with a code that no table has; a draw decides whether it was executed",
    code: "59999",
  },
} as const satisfies Readonly<Record<string, FaultEntry>>

const ORDERS = {
  "missing-batch-item": { class: "F12", says: "one item is missing from the answer of a batch" },
  "reordered-batch-items": { class: "F12", says: "the items of a batch's answer come in reverse order" },
  "refused-items": {
    class: "F12",
    says: "an item is refused by itself, a placement with 51008, an amend with 51502; below rate 1 batches succeed in part",
  },
  "slow-cancel": {
    class: "F13",
    says: "a cancel is acknowledged and takes effect delayMs later; fills may win",
    delayMs: 500,
  },
  "lost-cancel": { class: "F13", says: "a cancel is acknowledged and never done" },
  "fill-beats-cancel": {
    class: "F13",
    says: "a cancel is acknowledged, but a fill comes first: of everything or, by a draw, of a part",
  },
  "cancel-refused-51400": {
    class: "F13",
    says: "the cancel of an open order is refused with 51400; the order lives on",
  },
  "cancel-refused-51410": {
    class: "F13",
    says: "the cancel of an open order is refused with 51410; the order lives on",
  },
  "amend-refused-51503": { class: "F14", says: "the amend of an open order is refused with 51503; the order lives on" },
  "amend-fails-later": {
    class: "F14",
    says: "an amend is acknowledged and fails delayMs later: amendResult -1, or 1 and cancelled with cxlOnFail",
    delayMs: 20,
  },
  "amend-cancels": {
    class: "F14",
    says: "an amend is acknowledged, fails delayMs later, and the order is cancelled although nobody asked for it (amendResult 1)",
    delayMs: 20,
  },
  "slow-amend": {
    class: "F14",
    says: "an amend is acknowledged and takes effect delayMs later; fills may come first",
    delayMs: 500,
  },
  "lost-amend": { class: "F14", says: "an amend is acknowledged and never done" },
  "unsolicited-cancels": {
    class: "F15",
    says: "an order that came to rest is cancelled delayMs later without having been asked; code is the cancelSource, else drawn (unknown ones too)",
    delayMs: 50,
    delayMaxMs: 2_000,
    code: "",
  },
  "unsolicited-amends": {
    class: "F15",
    says: "an order that came to rest is amended delayMs later: its price by somebody on OKX's page, or its size by the system",
    delayMs: 50,
    delayMaxMs: 2_000,
  },
  "external-orders": {
    class: "F16",
    says: "delayMs after an order came to rest, somebody on OKX's page places one like it, without clOrdId and with another tag",
    delayMs: 50,
    delayMaxMs: 2_000,
  },
  "position-reductions": {
    class: "F16",
    says: "delayMs after a fill on a SWAP the system liquidates or deleverages the position or a lot of it, told on the orders channel by a draw",
    delayMs: 200,
    delayMaxMs: 5_000,
  },
  "late-fills": {
    class: "F20",
    says: "an order whose cancel has gone out is filled all the same delayMs later, in part or to the end; accFillSz grows",
    delayMs: 100,
    delayMaxMs: 5_000,
  },
  "fee-corrections": {
    class: "F20",
    says: "delayMs after a fill its fee is corrected: the rows of fill and order change, a bill says by how much, nothing is pushed",
    delayMs: 1_000,
    delayMaxMs: 10_000,
  },
} as const satisfies Readonly<Record<string, FaultEntry>>

const LIES = {
  "false-refusal": {
    class: "lies",
    says: "a placement's item is refused with 51008 (balance), a certain refusal, although it was executed",
  },
  "hidden-order": {
    class: "lies",
    says: "a placement's item is executed and answered with 51149; no read and no push shows the order, and no cancel finds it, for delayMs unless it trades or ends",
    delayMs: 60_000,
  },
} as const satisfies Readonly<Record<string, FaultEntry>>

const READS = {
  "stale-reads": {
    class: "F7",
    says: "an order can be read (51603 before) and listed only delayMs after it was accepted",
    delayMs: 800,
  },
  "stale-order": {
    class: "F7",
    says: "GET order answers as it was delayMs ago (51603 for a younger order)",
    delayMs: 800,
  },
  "stale-pending": {
    class: "F7",
    says: "orders-pending lists what was open delayMs ago, as it was then",
    delayMs: 800,
  },
  "stale-history": { class: "F7", says: "the order histories lack what closed within the last delayMs", delayMs: 800 },
  "stale-fills": { class: "F7", says: "the fills of the last delayMs cannot be read yet", delayMs: 800 },
  "shifting-pages": {
    class: "F8",
    says: "before each page of orders-pending one drawn open order of the account is filled to its end",
  },
} as const satisfies Readonly<Record<string, FaultEntry>>

const PUSHES = {
  "push-before-ack": { class: "F4", says: "the pushes of a request leave before its reply, by delayMs", delayMs: 100 },
  "duplicate-pushes": { class: "F4", says: "an orders push is sent twice, the second with another uTime" },
  "repeated-fills": {
    class: "F4",
    says: "the push of a fill is repeated delayMs later as it was: the same tradeId and accFillSz, another uTime",
    delayMs: 500,
  },
  "filled-without-fill": {
    class: "F5",
    says: "the push of a fill has state and accFillSz but no fill (fillSz 0, no tradeId); with delayMs above 0 the whole push follows then",
    delayMs: 0,
  },
  "dropped-pushes": { class: "F6", says: "a push on a private channel is not sent" },
  "delayed-pushes": { class: "F6", says: "pushes on private channels are sent delayMs late, in order", delayMs: 1_000 },
  "muted-channel": {
    class: "F6",
    says: "a subscription to orders falls silent at its next push and stays so until it is subscribed again; pings and acks go on",
  },
  "extra-fields": { class: "F15", says: "answers, their rows and orders pushes carry fields that nobody knows" },
  "unknown-state": { class: "F15", says: "an order's row or push has a state that nobody knows", code: "paused" },
} as const satisfies Readonly<Record<string, FaultEntry>>

const CONNECTIONS = {
  silence: {
    class: "F6",
    says: "nothing is answered at all: no reply, no ack, no push, no pong; connections are accepted",
    scope: "all",
  },
  disconnect: {
    class: "F6",
    says: "drops the WebSocket connections when set, and each later message drops its connection by the rate",
  },
  "announced-cut": {
    class: "F6",
    says: "notice 64008 to the connections when set, and delayMs later they are closed",
    delayMs: 60_000,
  },
  "refused-connections": {
    class: "F6",
    says: "new WebSocket connections are refused (for every account, as nobody has logged in yet)",
  },
  "lost-subscription": { class: "F6", says: "a subscription is neither acknowledged nor made" },
  "login-refused": { class: "F6", says: "a login is refused with the code (60009, 60011, 63999 ...)", code: "60009" },
  "clock-skew": {
    class: "F10",
    says: "the gateway's clock is delayMs off while the fault lasts, ahead or behind by a draw (for every account)",
    delayMs: 31_000,
    delayMaxMs: 60_000,
  },
  "key-revoked": {
    class: "F18",
    says: "the key is unknown: connections are closed with 4007 when set, REST gets the code, logins get 60032",
    code: "50111",
    scope: "all",
  },
  "ip-refused": {
    class: "F18",
    says: "the address is not allowed: connections are closed with 4001 when set, REST gets 50110, logins get 60009",
    code: "50110",
    scope: "all",
  },
  "trade-forbidden": { class: "F18", says: "the key may read but not trade: writes get 50120", code: "50120" },
  maintenance: {
    class: "F19",
    says: "unannounced: connections are cut when set, new ones and logins are refused, every request gets 50001 with HTTP 503",
    scope: "all",
  },
} as const satisfies Readonly<Record<string, FaultEntry>>

export const FAULTS = { ...REQUESTS, ...ORDERS, ...LIES, ...READS, ...PUSHES, ...CONNECTIONS } as const

export type FaultName = keyof typeof FAULTS

export const FAULT_NAMES: readonly FaultName[] = Object.keys(FAULTS).filter(isFaultName)

export function isFaultName(text: string): text is FaultName {
  return Object.hasOwn(FAULTS, text)
}

export function faultEntry(name: FaultName): FaultEntry {
  return FAULTS[name]
}
