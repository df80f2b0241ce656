// The quantity of the ticket: steps of the least size, shares of what the account has, and for SPOT market orders the choice of the currency that it is in.

import { format } from "@okx-oms/core"
import { Button } from "../ui/button.tsx"
import { grouped, shortDecimal } from "../words/amounts.ts"
import { type Draft, quantityStep, quantityUnit, steppedQuantity } from "./draft.ts"
import { NumberField } from "./number-field.tsx"
import { purseOf, SHARES, shareQuantity } from "./shares.ts"
import { changeDraft } from "./ticket-store.ts"
import type { TicketFacts } from "./use-ticket-facts.ts"

export function QuantityField({
  draft,
  facts,
  fault,
}: {
  readonly draft: Draft
  readonly facts: TicketFacts
  readonly fault: string | undefined
}) {
  const { quantity, type } = draft
  const { instrument, balances, positions } = facts
  const set = (to: string | undefined): void => {
    if (to !== undefined) changeDraft({ quantity: to })
  }
  const unit = quantityUnit(draft, instrument?.kind)
  const hasUnits = instrument?.kind === "spot" && type === "market"
  const price = draft.side === "buy" ? facts.ask : facts.bid
  const purse = instrument === undefined ? undefined : purseOf(draft, instrument, { balances, positions }, price)
  const hint = purse === undefined ? undefined : `${amountText(format(purse.amount))} ${purse.unit} ${purse.words}`
  return (
    <NumberField
      label={hasUnits ? "Amount" : "Quantity"}
      name="quantity"
      value={quantity}
      onChange={set}
      onStep={(count) => set(instrument && steppedQuantity(quantity, instrument, count))}
      step={instrument === undefined ? "one step" : `${format(quantityStep(instrument))} ${unit}`}
      fault={fault}
      hint={hint}
      unit={
        hasUnits ? <UnitChoice draft={draft} base={instrument.baseCurrency} quote={instrument.quoteCurrency} /> : unit
      }
    >
      {SHARES.map((share) => {
        const to = purse && instrument && shareQuantity(purse, share, { draft, instrument })
        return (
          <Button key={share} isSmall disabled={to === undefined} onClick={() => set(to)}>
            {share} %
          </Button>
        )
      })}
    </NumberField>
  )
}

function UnitChoice({ draft, base, quote }: { readonly draft: Draft; readonly base: string; readonly quote: string }) {
  return (
    <select
      className="select"
      aria-label="Unit"
      value={draft.isQuoteAmount ? quote : base}
      // The same number in another currency would be another order.
      onChange={(event) => changeDraft({ isQuoteAmount: event.target.value === quote, quantity: "" })}
    >
      <option>{base}</option>
      <option>{quote}</option>
    </select>
  )
}

function amountText(text: string): string {
  return grouped(shortDecimal(text, 6))
}
