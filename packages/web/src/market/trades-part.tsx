// Recent trades of the market, asked for every other second.

import { useQuery } from "@tanstack/react-query"
import { marketTradesQuery } from "../live/queries.ts"
import { Empty, Loading, Problem } from "../ui/notice.tsx"
import { scaleOf } from "../words/amounts.ts"
import { TRADES_SHOWN } from "./book-part.tsx"
import { Part, type PartProps } from "./part.tsx"
import { sizeDigits } from "./size-text.ts"
import { TradesList } from "./trades-list.tsx"

export function TradesPart({ account, symbol, tick, lot }: PartProps) {
  const { data, error, refetch } = useQuery(marketTradesQuery(account, symbol, TRADES_SHOWN))
  return (
    <Part name="trades" title="Trades">
      {data === undefined ? (
        error === null ? (
          <Loading what="trades" />
        ) : (
          <Problem what="Trades" error={error} onRetry={() => void refetch()} />
        )
      ) : data.trades.length === 0 ? (
        <Empty title="Nothing was traded yet">Trades of this market appear here as OKX tells them.</Empty>
      ) : (
        <TradesList trades={data.trades} scale={scaleOf(tick)} digits={sizeDigits(lot)} />
      )}
    </Part>
  )
}
