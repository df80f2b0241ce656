// The doors of the order manager, owned by it and named in its words: time, ids, the journal, the exchange, the log. Each has a real
// implementation, one in memory that is seeded and can misbehave, and a contract suite (contract/) that both pass.

import type {
  AccountId,
  Balance,
  ClOrdId,
  ExchangeBill,
  ExchangeFill,
  ExchangeInput,
  ExchangeOrder,
  ExchangePosition,
  ExchangeTime,
  Fee,
  Instrument,
  Millis,
  OkxOrderId,
  OmsEvent,
  Order,
  OrderId,
  OrderSide,
  OrderState,
  OrderUnit,
  Price,
  Quantity,
  RequestId,
  Symbol,
  TradeMode,
} from "@okx-oms/core"

/** Time and the right to run later. Everything that waits in the manager waits through this. */
export interface Clock {
  /** Wall time; may jump. Only for what people read. */
  wall(): Millis
  /** Monotonic time, arbitrary start. For ages, deadlines and limits. */
  mono(): Millis
  /** mono() with fractions of a millisecond, for measuring; where it is not there mono() serves. */
  precise?(): number
  /** Runs once, after the input that is ready now has been taken in: what makes a turn a batch. */
  soon(run: () => void): void
  /** Runs once after delayMs (0 .. 2^31-1). The returned function calls it off. */
  timer(delayMs: number, run: () => void): () => void
}

/** Draws serials of 18 digits: never the same twice, not over restarts either (order-protocol: Identifiers). */
export interface Ids {
  next(): string
}

export interface Log {
  info(message: string, facts?: Readonly<Record<string, unknown>>): void
  warn(message: string, facts?: Readonly<Record<string, unknown>>): void
  error(message: string, facts?: Readonly<Record<string, unknown>>): void
}

// ---- journal ---------------------------------------------------------------------------------------------------------------

/** ok: durable · fenced: another writer or epoch was there, nothing was written · unknown: it may or may not be durable. */
export type AppendResult = "ok" | "fenced" | "unknown"

/** What finds an order that has left memory. */
export type OrderKey =
  | { readonly kind: "orderId"; readonly value: string }
  | { readonly kind: "clOrdId"; readonly value: string }
  | { readonly kind: "okxOrderId"; readonly value: string }
  | { readonly kind: "clientOrderId"; readonly value: string }

/** Events in sequence, some hundred neighbours at a time: going through a long journal one by one took a fifth more. */
export type EventRuns = AsyncIterable<readonly OmsEvent[]>

/** The durable sequence of events of each account; the only truth that survives a crash. */
export interface Journal {
  /** The newest verified snapshot (core's encodeState text) and every event after it, in order. */
  load(account: AccountId): Promise<{ readonly snapshot: string | undefined; readonly events: EventRuns }>
  /**
   * Appends the events of one turn, all or none, if the account's last sequence number is expectedSeq and no higher epoch has written.
   * Resolves once durable. One append per account is in flight at a time.
   */
  append(account: AccountId, expectedSeq: number, epoch: number, events: readonly OmsEvent[]): Promise<AppendResult>
  /** Every event with seq >= fromSeq, in order, without a gap. */
  read(account: AccountId, fromSeq: number): EventRuns
  /** The newest version of each order found, through the index; keys that are not there are left out. Sees every event appended before. */
  lookup(account: AccountId, keys: readonly OrderKey[]): Promise<readonly Order[]>
  /** Keeps a snapshot, the text in pieces, for the next load; losing it costs time, never truth. `seq` is the last event that it holds. */
  saveSnapshot(account: AccountId, seq: number, snapshot: readonly string[]): Promise<void>
  close(): Promise<void>
}

/** Pages of what was: orders, fills and events by cursor. A read side; it may lag the journal by a moment and says up to which seq it is. */
export interface History {
  orders(query: OrderQuery): Promise<Page<Order>>
  fills(query: FillQuery): Promise<Page<FillRow>>
  events(query: EventQuery): Promise<Page<OmsEvent>>
}

export interface Page<Row> {
  readonly rows: readonly Row[]
  /** Opaque; absent on the last page. */
  readonly nextCursor?: string
  /** Sequence number up to which the page is complete. */
  readonly seq: number
}

interface PageQuery {
  readonly account: AccountId
  readonly cursor?: string
  /** 1-500. */
  readonly limit: number
}

/** Newest first. */
export interface OrderQuery extends PageQuery {
  readonly states?: readonly OrderState[]
  readonly symbol?: Symbol
  readonly strategy?: string
  /** Created at or after. */
  readonly since?: Millis
}

/** Newest first. */
export interface FillQuery extends PageQuery {
  readonly symbol?: Symbol
  readonly orderId?: OrderId
  readonly strategy?: string
  readonly since?: Millis
}

/** Oldest first, from fromSeq on. */
export interface EventQuery extends PageQuery {
  readonly fromSeq?: number
  readonly orderId?: OrderId
}

/** One execution with the order that it belongs to. */
export interface FillRow {
  readonly seq: number
  readonly orderId: OrderId
  readonly clientOrderId?: string
  readonly clOrdId?: string
  readonly okxOrderId: string
  readonly account: string
  readonly strategy: string
  readonly symbol: string
  readonly side: OrderSide
  readonly tradeId: string
  readonly price: Price
  readonly quantity: Quantity
  readonly unit: "base" | "contracts"
  readonly fees: readonly { readonly currency: string; readonly amount: Fee }[]
  readonly liquidity: "maker" | "taker" | "unknown"
  readonly at: Millis
  /** Made here, at OKX's average, because OKX does not tell the execution; its fee is not known. */
  readonly provisional?: true
}

// ---- exchange --------------------------------------------------------------------------------------------------------------

/** One new order on its way out. */
export interface Placement {
  readonly orderId: OrderId
  readonly clOrdId: ClOrdId
  readonly symbol: Symbol
  readonly side: OrderSide
  readonly orderType: string
  readonly tradeMode: TradeMode
  readonly reduceOnly: boolean
  readonly quantity: Quantity
  readonly unit: OrderUnit
  readonly price?: Price
  readonly tag: string
}

/** An order of the exchange, by our id on the wire or by OKX's when ours is not there. */
export interface Target {
  readonly orderId: OrderId
  readonly symbol: Symbol
  readonly clOrdId?: ClOrdId
  readonly okxOrderId?: OkxOrderId
}

/** What the manager asks of the exchange, each already durable. Sent at most once. */
export type ExchangeRequest =
  | {
      readonly type: "place"
      readonly requestId: RequestId
      readonly transport: "ws" | "rest"
      /** expTime of every order in the request. */
      readonly expiresAt: Millis
      /** 1-20, of one symbol. One is a single request, more are a batch. */
      readonly orders: readonly Placement[]
    }
  | { readonly type: "cancel"; readonly requestId: RequestId; readonly target: Target }
  | {
      readonly type: "amend"
      readonly requestId: RequestId
      readonly transport: "ws" | "rest"
      readonly target: Target
      /** New total quantity, filled part included. */
      readonly quantity?: Quantity
      readonly price?: Price
      readonly expiresAt: Millis
    }

/** failed: the read is no evidence of anything (timeout, 50xxx, code 0 without data, more pages than the limit). */
export type ReadResult<Value> =
  | {
      readonly kind: "ok"
      readonly value: Value /** Exchange time at which the read began. */
      readonly begunAt: Millis
    }
  | { readonly kind: "failed"; readonly code: string; readonly message: string }

/** Questions to the exchange over REST. Retried inside with back-off and a limit; they never change anything there. */
export interface ExchangeReads {
  /** undefined only for 51603 of an instrument that is live: "does not exist". */
  order(target: Omit<Target, "orderId">): Promise<ReadResult<ExchangeOrder | undefined>>
  /** Every pending order, once each, all pages. */
  openOrders(): Promise<ReadResult<readonly ExchangeOrder[]>>
  /** Finished orders created since (exchange time), all pages up to a limit; of one market kind. */
  orderHistory(query: {
    kind: "spot" | "swap"
    since: Millis
    symbol?: Symbol
  }): Promise<ReadResult<readonly ExchangeOrder[]>>
  /** Fills since (exchange time), or of one order; all pages up to a limit. */
  fills(query: {
    since?: Millis
    symbol?: Symbol
    okxOrderId?: OkxOrderId
  }): Promise<ReadResult<readonly ExchangeFill[]>>
  /**
   * What changed balances since (exchange time), executions of SPOT orders apart: those are fills. Up to three months back; all pages up to a limit.
   */
  bills(query: { since: Millis }): Promise<ReadResult<readonly ExchangeBill[]>>
  balances(): Promise<ReadResult<readonly Balance[]>>
  positions(): Promise<ReadResult<readonly ExchangePosition[]>>
  /**
   * Asks the exchange for its time once more, so that exchangeTime() rests on a sample begun after this call and knows of a step since the ones before. False: none
   * came. Those who ask while a sample is under way share the next one.
   */
  confirmTime(): Promise<boolean>
}

/** How long a sign of OKX's trouble counts: its gateway says so for as long, and so long the journal widens V for a restart. Milliseconds. */
export const TROUBLE_LASTS_MS = 60_000

/** What the gateway knows of its connections, for people, metrics and the placement gate. */
export interface GatewayStatus {
  /** up: logged in, subscribed, acknowledged. */
  readonly privateFeed: "down" | "connecting" | "up"
  readonly publicFeed: "down" | "connecting" | "up"
  /** Monotonic time of the last message on the private connection, heartbeats apart. */
  readonly lastPrivateMessageAt?: Millis
  /** The same of the public connection. */
  readonly lastPublicMessageAt?: Millis
  /** Local wall clock minus exchange clock, in milliseconds. */
  readonly clockOffsetMs?: number
  /** True while 50001, 50004, 50013, 50026, 51054, 51149 or a 5xx was seen within TROUBLE_LASTS_MS: reads may lag, V is 30 s. */
  readonly troubled: boolean
  /** Windows by name: what is left and how much there is; how long one is; how long OKX keeps it closed, when it does. */
  readonly rateBudget: Readonly<
    Record<
      string,
      { readonly left: number; readonly limit: number; readonly windowMs?: number; readonly closedForMs?: number }
    >
  >
  /** Why it is not up, for people. */
  readonly lastError?: string
}

/** What came of a word to the dead-man's switch. `triggersAt`: exchange time at which OKX cancels unless it hears again; absent when it is off. */
export type DeadManAnswer =
  | { readonly ok: true; readonly triggersAt?: Millis }
  | { readonly ok: false; readonly code: string; readonly message: string }

/** The exchange as the manager sees it. Every message becomes an input; nothing is answered here. */
export interface ExchangeGateway {
  /** Connects for good: keeps trying with back-off until closed. Resolves when instruments, exchange time and key check are there; throws ExchangeUnavailable with what to do when that is impossible within the limit. */
  start(sink: (input: ExchangeInput) => void): Promise<void>
  instruments(): ReadonlyMap<Symbol, Instrument>
  /** Watches the last price of a symbol (PriceReport); known symbols are ignored. */
  watch(symbols: readonly Symbol[]): void
  /** Asks for the last price of a symbol once more (PriceReport, or nothing when OKX does not answer): a quiet market pushes none. Asked twice at once it is one question. */
  askPrice(symbol: Symbol): void
  /** Monotonic clock + offset sampled since this process started; undefined before the first sample. uncertaintyMs is half the round trip plus drift. */
  exchangeTime(): ExchangeTime | undefined
  /** The transport for a new request of this symbol now: WS if logged in and instIdCode known, else REST. */
  transportFor(symbol: Symbol): "ws" | "rest"
  /** Takes count from the bucket, or says when (monotonic) to ask again. Cancels have their own queue inside the gateway and take nothing here. */
  takeBudget(want: {
    operation: "place" | "amend"
    symbol: Symbol
    count: number
  }): { ok: true } | { ok: false; retryAt: Millis }
  /** Sends each once, those of one call together. Never throws, never waits: the outcome of every order in them arrives as an input, also when the connection dies or time runs out. */
  send(...requests: readonly ExchangeRequest[]): void
  readonly reads: ExchangeReads
  /**
   * Replaces the private connection: a new one is made ready, then the old one is left, so that replies under way still come. For a channel that is
   * suspected of silence; FeedUp follows. Does nothing while no connection is up.
   */
  reconnect(reason: string): void
  /** Arms OKX's dead-man's switch for the orders of one tag, or switches it off (timeoutS 0). At most one call a second. Never throws. */
  deadMan(request: {
    /** 0, or 10-120. */
    readonly timeoutS: number
    readonly tag: string
  }): Promise<DeadManAnswer>
  /** status().troubled alone: asked for in every turn. */
  troubled(): boolean
  status(): GatewayStatus
  close(): Promise<void>
}

/** The exchange cannot be used: wrong key, wrong environment, unreachable. `advice` says what to do. */
export class ExchangeUnavailable extends Error {
  readonly advice: string
  /** True: it stays so until a person changes keys or configuration. False: another try may find it otherwise. */
  readonly isLasting: boolean

  constructor(message: string, options: { advice: string; isLasting?: boolean; cause?: unknown }) {
    super(message, { cause: options.cause })
    this.name = "ExchangeUnavailable"
    this.advice = options.advice
    this.isLasting = options.isLasting ?? false
  }
}

/** The journal cannot be used: damaged, of a newer program, locked by another process. `advice` says where and what to do. */
export class JournalUnavailable extends Error {
  readonly advice: string
  /** True: it stays so until a person changes keys or configuration. False: another try may find it otherwise. */
  readonly isLasting: boolean

  constructor(message: string, options: { advice: string; isLasting?: boolean; cause?: unknown }) {
    super(message, { cause: options.cause })
    this.name = "JournalUnavailable"
    this.advice = options.advice
    this.isLasting = options.isLasting ?? false
  }
}
