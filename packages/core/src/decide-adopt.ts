// An order of the exchange that our books do not have: somebody else's, or ours from a time that the journal has lost. It is adopted read-only, so
// that the account is shown whole; with our own tag it also means that the journal is behind, and then nothing new goes out.

import type { AccountState } from "./account-state.ts"
import { externalFound } from "./decide-break.ts"
import type { OrderReport } from "./decide-report.ts"
import { ONE } from "./decimal.ts"
import { breakFound, haltedBecause } from "./decision.ts"
import type { ExchangeOrder } from "./exchange.ts"
import type { Facts } from "./facts.ts"
import { adoptedOrderId, looksLikeOurs, parseStrategyId } from "./ids.ts"
import { fillFrom, type OrderMarket } from "./order.ts"
import type { EventBody } from "./order-event.ts"
import type { OrderState } from "./order-state.ts"
import { symbolParts } from "./symbol.ts"

const EXTERNAL = parseStrategyId("external")

export function decideAdoption(state: AccountState, report: OrderReport, facts: Facts): readonly EventBody[] {
  const told = report.order
  // A finished order in a history page that we never knew is past, not news.
  if (report.source === "history") return []
  const orderId = adoptedOrderId(facts.serial())
  const ours = told.tag !== "" && told.tag === state.tag && told.clOrdId !== undefined && looksLikeOurs(told.clOrdId)
  const adopted = {
    type: "OrderAdopted",
    orderId,
    okxOrderId: told.okxOrderId,
    ...(told.clOrdId !== undefined && { clOrdId: told.clOrdId }),
    strategy: EXTERNAL,
    symbol: told.symbol,
    market: marketOf(told, facts),
    side: told.side,
    orderType: told.orderType,
    tradeMode: told.tradeMode,
    reduceOnly: told.reduceOnly,
    quantity: told.quantity,
    unit: told.unit,
    ...(told.price && { price: told.price }),
    tag: told.tag,
    state: stateOf(told),
    filledQuantity: told.filled,
    ...(told.fill && { fill: fillFrom(told.fill) }),
    ...(told.averagePrice && { exchangeAverage: told.averagePrice }),
    exchangeCreatedAt: told.createdAt,
    exchangeUpdatedAt: told.updatedAt,
    reason: ours ? "our tag, but not in our journal" : "not placed here",
  } as const satisfies EventBody
  const name = told.clOrdId === undefined ? "" : `clOrdId ${told.clOrdId}, `
  const theirs = `${name}ordId ${told.okxOrderId}, ${told.state}`
  if (!ours) {
    const evidence = `${report.source}: ${told.side} ${told.symbol}, category ${told.category}`
    return [adopted, ...externalFound(state, { orderId, state: adopted.state, theirs, evidence }, facts)]
  }
  const draft = {
    kind: "journal-behind",
    orderId,
    ours: "no such order",
    theirs,
    evidence: report.source,
    action: "needs a person",
  } as const
  const halt = haltedBecause(state, `OKX has order ${told.okxOrderId} with our tag that our journal does not know`)
  return [adopted, ...breakFound(state, facts, draft), ...halt]
}

function stateOf(told: ExchangeOrder): OrderState {
  switch (told.state) {
    case "live":
      return told.filled.coefficient > 0n ? "PartiallyFilled" : "Acknowledged"
    case "partially_filled":
      return "PartiallyFilled"
    case "filled":
      return "Filled"
    case "canceled":
      return "Cancelled"
  }
}

/** Of a market that this manager does not trade, only the names are known; its contracts count as themselves. */
function marketOf(told: ExchangeOrder, facts: Facts): OrderMarket {
  const instrument = facts.instrument(told.symbol)
  if (instrument !== undefined) {
    const { kind, baseCurrency, quoteCurrency, contractValue } = instrument
    return { kind, baseCurrency, quoteCurrency, contractValue }
  }
  const { kind, base, quote } = symbolParts(told.symbol)
  return { kind: kind === "spot" ? "spot" : "other", baseCurrency: base, quoteCurrency: quote, contractValue: ONE }
}
