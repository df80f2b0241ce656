// The market of one symbol: its book, and what stands there of our own. The symbol is in the address.

import { useQuery } from "@tanstack/react-query"
import { useRoute } from "../app/routes.ts"
import { useOneAccount } from "../live/hooks.ts"
import { bookQuery } from "../live/queries.ts"
import { Figure } from "../ui/figure.tsx"
import { Loading, Problem } from "../ui/notice.tsx"
import { PlainTable } from "../ui/plain-table.tsx"
import { Panel, Screen } from "../ui/screen.tsx"

const SYMBOL_DEFAULT = "BTC-USDT"

export function MarketScreen() {
  const { part } = useRoute()
  const symbol = part === "" ? SYMBOL_DEFAULT : part
  const account = useOneAccount()
  const book = useQuery({ ...bookQuery(account ?? "", symbol), enabled: account !== undefined })
  if (book.data === undefined) {
    return (
      <Screen title={symbol}>
        {book.error === null ? (
          <Loading what="the book" />
        ) : (
          <Problem what="The book" error={book.error} onRetry={() => void book.refetch()} />
        )}
      </Screen>
    )
  }
  const { asks, bids } = book.data
  const levels = [
    ...asks.map((level) => ({ ...level, side: "sell" as const })).toReversed(),
    ...bids.map((level) => ({ ...level, side: "buy" as const })),
  ]
  return (
    <Screen title={symbol}>
      <Panel title="Book">
        <PlainTable
          label="Book"
          items={levels}
          idOf={({ side, price }) => `${side} ${price}`}
          columns={[
            {
              id: "price",
              title: "Price",
              isNumber: true,
              cell: ({ price, side }) => <Figure text={price} tone={side} />,
            },
            { id: "quantity", title: "Quantity", isNumber: true, cell: ({ quantity }) => <Figure text={quantity} /> },
            { id: "orders", title: "Orders", isNumber: true, cell: ({ orders }) => orders },
          ]}
        />
      </Panel>
    </Screen>
  )
}
