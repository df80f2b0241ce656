// Balances and positions against the books: where the books begin, what bills moved, which differences last, and how they end. What OKX tells is compared
// and never mixed in; only a person's word, journaled as BooksRebased, takes a difference into the books.

import { type AccountState, type Break, openBreak } from "./account-state.ts"
import { add, compare, type Decimal, format, isZero, subtract, ZERO } from "./decimal.ts"
import { breakFound } from "./decision.ts"
import type { Balance, ExchangeBill, ExchangePosition } from "./exchange.ts"
import type { Facts } from "./facts.ts"
import { expectedBalance } from "./funds.ts"
import type { AccountEventBody } from "./order-event.ts"
import { parseSymbol, type Symbol } from "./symbol.ts"
import { type Millis, millis } from "./time.ts"

export type DifferenceKind = "balance-mismatch" | "position-mismatch"

/** One currency or symbol of which OKX holds another amount than the books explain. */
export interface FundsDifference {
  readonly kind: DifferenceKind
  /** The currency or the symbol. */
  readonly subject: string
  readonly ours: Decimal
  readonly theirs: Decimal
  /** Theirs minus ours. */
  readonly difference: Decimal
}

/** The account as OKX told it. */
export interface FundsTold {
  readonly balances: readonly Balance[]
  readonly positions: readonly ExchangePosition[]
  /** Exchange time at which the first of the reads began: what is not listed is as of then. */
  readonly begunAt: Millis
}

/** What was booked of a currency ("balance-mismatch") or symbol ("position-mismatch") for exchange times after `asOf`. */
export type BookedAfter = (kind: DifferenceKind, subject: string, asOf: Millis) => Decimal

/** Every currency and symbol of the books or of OKX, with what each says as of the moment that OKX's amount is of. */
export function compareFunds(
  state: AccountState,
  told: FundsTold,
  bookedAfter: BookedAfter,
): readonly FundsDifference[] {
  const balances = new Map(
    told.balances.map(({ currency, total, updatedAt }) => [currency, { amount: total, updatedAt }]),
  )
  const positions = new Map<string, { amount: Decimal; updatedAt: Millis }>()
  for (const { symbol, contracts, updatedAt } of told.positions) {
    const known = positions.get(symbol)
    // An account in long/short mode has two rows of one symbol.
    const amount = known === undefined ? contracts : subtract(known.amount, subtract(ZERO, contracts))
    positions.set(symbol, {
      amount,
      updatedAt: known !== undefined && known.updatedAt > updatedAt ? known.updatedAt : updatedAt,
    })
  }
  const rowsOf = (
    kind: DifferenceKind,
    there: ReadonlyMap<string, { readonly amount: Decimal; readonly updatedAt: Millis }>,
    here: Iterable<string>,
    expected: (subject: string) => Decimal,
  ): FundsDifference[] =>
    [...new Set([...there.keys(), ...here])].map((subject) => {
      const row = there.get(subject)
      const asOf = row === undefined || row.updatedAt === 0 ? told.begunAt : row.updatedAt
      const ours = subtract(expected(subject), bookedAfter(kind, subject, asOf))
      const theirs = row?.amount ?? ZERO
      return { kind, subject, ours, theirs, difference: subtract(theirs, ours) }
    })
  const contracts = (symbol: string): Decimal => state.positions.get(parseSymbol(symbol))?.contracts ?? ZERO
  return [
    ...rowsOf("balance-mismatch", balances, state.funds.keys(), (currency) => expectedBalance(state, currency)),
    ...rowsOf("position-mismatch", positions, state.positions.keys(), contracts),
  ]
}

export interface SetBaseline {
  readonly type: "SetBaseline"
  readonly balances: readonly { readonly currency: string; readonly amount: Decimal; readonly asOf?: Millis }[]
  /** As OKX tells them: an account in long/short mode has two of one symbol. */
  readonly positions: readonly Held[]
  /** Exchange time at which the account was read. */
  readonly exchangeAt?: Millis
}

interface Held {
  readonly symbol: Symbol
  readonly contracts: Decimal
  readonly asOf?: Millis
}

/** The books begin with what the account holds, one position of each symbol. */
export function beginBooks({ type: _type, positions, ...told }: SetBaseline): AccountEventBody {
  const held = new Map<Symbol, Held>()
  for (const one of positions) {
    const other = held.get(one.symbol)
    held.set(one.symbol, other === undefined ? one : together(one, other))
  }
  return { type: "AccountBaseline", ...told, positions: [...held.values()] }
}

/** As of the newer of both: what happened until then is in the sum. Without a time of its own a row is as of the reading. */
function together(one: Held, other: Held): Held {
  const timeOf = ({ asOf = millis(Number.MAX_SAFE_INTEGER) }: Held): Millis => asOf
  const newer = timeOf(one) >= timeOf(other) ? one : other
  return { ...newer, contracts: add(one.contracts, other.contracts) }
}

/** A bill is booked once, and only if the baseline does not contain it. */
export function decideBills(state: AccountState, bills: readonly ExchangeBill[]): readonly AccountEventBody[] {
  if (state.baseline === undefined) return []
  const booked = new Set<string>()
  return bills.flatMap(({ billId, currency, change, kind, at }): AccountEventBody[] => {
    const countsFrom = state.funds.get(currency)?.countsFrom ?? state.baselineAt
    if (isZero(change) || at <= countsFrom || state.billsBooked.has(billId) || booked.has(billId)) return []
    booked.add(billId)
    return [{ type: "FundsMoved", billId, currency, change, kind, movedAt: at }]
  })
}

export interface FundsCompared {
  readonly type: "FundsCompared"
  /** Differences of one sign that were seen long enough, with for how long. */
  readonly lasting: readonly (FundsDifference & { readonly forMs: number })[]
  /** What agrees now. */
  readonly agreeing: readonly Pick<FundsDifference, "kind" | "subject">[]
}

export function decideFundsCompared(
  state: AccountState,
  { lasting, agreeing }: FundsCompared,
  facts: Facts,
): readonly AccountEventBody[] {
  const over = agreeing.flatMap(({ kind, subject }): AccountEventBody[] => {
    const found = openBreak(state, kind, subject)
    return found === undefined
      ? []
      : [{ type: "BreakResolved", breakId: found.breakId, resolution: "both agree again" }]
  })
  const found = lasting.flatMap(({ kind, subject, ours, theirs, difference, forMs }) =>
    breakFound(state, facts, {
      kind,
      subject,
      ours: format(ours),
      theirs: format(theirs),
      difference,
      evidence: `neither booked executions nor bills explain ${signed(difference)} for ${Math.floor(forMs / 1_000)} s`,
      action: "needs a person",
    }),
  )
  return [...over, ...found]
}

/** A person accepts what OKX holds: the books take the difference that the break reported. */
export function rebased(found: Break): readonly AccountEventBody[] {
  const { breakId, kind, subject, difference } = found
  if (subject === undefined || difference === undefined) return []
  if (kind === "balance-mismatch") return [{ type: "BooksRebased", breakId, currency: subject, change: difference }]
  const symbol: Symbol = parseSymbol(subject)
  return kind === "position-mismatch" ? [{ type: "BooksRebased", breakId, symbol, change: difference }] : []
}

function signed(amount: Decimal): string {
  return compare(amount, ZERO) > 0 ? `+${format(amount)}` : format(amount)
}
