// The ladder with the book of every second beneath it. A book that could not be read anew stays in sight and says how old it is.

import { useQuery } from "@tanstack/react-query"
import { bookQuery, marketTradesQuery } from "../live/queries.ts"
import { LADDER_DEPTH } from "../ticket/use-ticket-facts.ts"
import { Loading, Notice, Problem } from "../ui/notice.tsx"
import { problemWords } from "../words/problem-words.ts"
import { DepthLadder } from "./depth-ladder.tsx"
import { lastTrade } from "./last-trade.ts"
import type { OwnOrder } from "./own-orders.ts"
import { Part, type PartProps } from "./part.tsx"

export const TRADES_SHOWN = 50
const OLD_MS = 10_000

export function BookPart({
  account,
  symbol,
  own,
  tick,
  lot,
  onPrice,
  onCancel,
}: PartProps & {
  readonly onPrice: (price: string) => void
  readonly onCancel: (orders: readonly OwnOrder[]) => void
}) {
  const { data: book, error, refetch } = useQuery(bookQuery(account, symbol, LADDER_DEPTH))
  const trades = useQuery(marketTradesQuery(account, symbol, TRADES_SHOWN))
  const isOld = book !== undefined && book.ageMs > OLD_MS
  const oldWords = isOld ? `OKX said this ${Math.round(book.ageMs / 1000)} s ago.` : ""
  return (
    <Part name="book" title="Book">
      {book === undefined ? (
        error === null ? (
          <Loading what="the book" />
        ) : (
          <Problem what="The book" error={error} onRetry={() => void refetch()} />
        )
      ) : (
        <>
          {(error !== null || isOld) && (
            <Notice tone="warn">{error === null ? oldWords : `The book is old. ${problemWords(error).text}`}</Notice>
          )}
          <DepthLadder
            symbol={symbol}
            book={book}
            tick={tick}
            lot={lot}
            own={own}
            last={lastTrade(trades.data?.trades ?? [])}
            onPrice={onPrice}
            onCancel={onCancel}
          />
        </>
      )}
    </Part>
  )
}
