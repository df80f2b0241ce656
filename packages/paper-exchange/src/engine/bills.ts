// Bills: every change of a balance is one, of the same amount, so that balance = start + sum of bills, exactly; what an
// isolated position gets or gives stands beside it. Types and sub-types are OKX's (reference sections 4.6 and 5.3).

import { type Decimal, format } from "@okx-oms/core"
import { mostlyZero } from "./amounts.ts"
import { addCash } from "./ledger.ts"
import type { Account, BillRecord, Category, Fill, Order } from "./model.ts"
import type { Position } from "./positions.ts"
import type { World } from "./world.ts"

/** Fills and bills kept in memory per account; the oldest go first. */
export const HISTORY_MAX = 200_000

export interface BillFacts {
  readonly type: string
  readonly subType: string
  readonly ccy: string
  readonly change: Decimal
  readonly size: string
  readonly price?: string
  readonly pnl?: Decimal
  readonly fee?: Decimal
  /** What an isolated position got, below zero for what it gave. */
  readonly positionChange?: Decimal
}

/** What a bill is about: an order's fill, or a position. */
export interface BillSource {
  readonly instType: string
  readonly instId: string
  readonly mgnMode: string
  readonly order?: Order
  readonly fill?: Fill
  readonly position?: Position | undefined
}

const BILL_TYPES: Readonly<Record<Category, string>> = {
  normal: "2",
  twap: "2",
  partial_liquidation: "5",
  full_liquidation: "5",
  adl: "9",
  delivery: "3",
}

export function billTypeOf(category: Category): string {
  return BILL_TYPES[category]
}

/** Changes a balance and writes the bill of it. */
export function addBill(world: World, account: Account, source: BillSource, facts: BillFacts): BillRecord {
  const balance = addCash(world, account, facts.ccy, facts.change)
  const { order, fill, position } = source
  const bill: BillRecord = {
    billId: world.ids.next(),
    atMs: world.nowMs,
    type: facts.type,
    subType: facts.subType,
    instType: source.instType,
    ccy: facts.ccy,
    bal: format(balance.cash),
    balChg: format(facts.change),
    sz: facts.size,
    px: fill === undefined ? (facts.price ?? "") : format(fill.price),
    pnl: mostlyZero(facts.pnl),
    fee: mostlyZero(facts.fee),
    instId: source.instId,
    ordId: order?.ordId ?? "",
    clOrdId: order?.clOrdId ?? "",
    tag: order?.tag ?? "",
    tradeId: fill?.tradeId ?? "",
    execType: fill?.execType ?? "",
    mgnMode: source.mgnMode,
    posBal: position?.mgnMode === "isolated" ? format(position.margin) : "0",
    posBalChg: mostlyZero(facts.positionChange),
  }
  account.bills.push(bill)
  if (account.bills.length >= 2 * HISTORY_MAX) account.bills.splice(0, account.bills.length - HISTORY_MAX)
  if (world.options.keepChanges) world.changed.bills.push({ account, bill })
  return bill
}

/** A bill about a position that no order made: funding, delivery, margin moved, a deficit taken over. */
export function addPositionBill(world: World, account: Account, position: Position, facts: BillFacts): BillRecord {
  const { instType, mgnMode, market } = position
  return addBill(world, account, { instType, mgnMode, instId: market.spec.instId, position }, facts)
}
