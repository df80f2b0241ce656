// The executions of one order with their fees, oldest first, as they are booked.

import { type Fill, format, type Order } from "@okx-oms/core"
import { Figure } from "../../ui/figure.tsx"
import { type PlainColumn, PlainTable } from "../../ui/plain-table.tsx"
import { scaleOf, unitText } from "../../words/amounts.ts"
import { clockText } from "../../words/time.ts"
import type { Steps } from "../order-facts.ts"

export function OrderFills({ order, steps }: { readonly order: Order; readonly steps: Steps | undefined }) {
  const unit = unitText(order.symbol, order.unit === "contracts" ? "contracts" : "base")
  const columns: readonly PlainColumn<Fill>[] = [
    {
      id: "at",
      title: "Time",
      cell: ({ at }) => {
        const iso = new Date(at).toISOString()
        return <time dateTime={iso}>{clockText(iso)}</time>
      },
    },
    {
      id: "quantity",
      title: "Quantity",
      isNumber: true,
      cell: ({ quantity }) => <Figure text={format(quantity)} unit={unit} />,
    },
    {
      id: "price",
      title: "Price",
      isNumber: true,
      cell: ({ price }) => <Figure text={format(price)} scale={scaleOf(steps?.tickSize ?? "")} />,
    },
    {
      id: "fee",
      title: "Fee",
      isNumber: true,
      cell: ({ fees }) =>
        fees.map(({ amount, currency }) => <Figure key={currency} text={format(amount)} unit={currency} />),
    },
    { id: "liquidity", title: "Liquidity", cell: ({ liquidity }) => liquidity },
    {
      id: "trade",
      title: "Trade id",
      cell: ({ tradeId, provisional }) => (
        <span className="soft">{provisional === true ? "stand-in until OKX tells it" : tradeId}</span>
      ),
    },
  ]
  return (
    <section aria-label="Fills" className="timeline-part">
      <h3>
        Fills <span className="soft">{order.fills.length}</span>
      </h3>
      <PlainTable label="Fills of the order" columns={columns} items={order.fills} idOf={({ tradeId }) => tradeId} />
    </section>
  )
}
