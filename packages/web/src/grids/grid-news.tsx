// What a grid did last: its executions, newest first, each with the level it belongs to. Those of before come from the history, the newest by the stream.

import type { FillRow, GridStatusRow } from "@okx-oms/api"
import { useInfiniteQuery } from "@tanstack/react-query"
import { useMemo } from "react"
import { useLiveFills } from "../live/hooks.ts"
import { orderKey } from "../live/order-entry.ts"
import { fillsQuery } from "../live/queries.ts"
import { orderHref } from "../orders/use-orders-route.ts"
import { grouped } from "../words/amounts.ts"
import { clockText } from "../words/time.ts"
import { gridOrderName } from "./grid-names.ts"

const SHOWN_MAX = 60

export function GridNews({ grid }: { readonly grid: GridStatusRow }) {
  const fills = useGridFills(grid)
  if (fills.length === 0) return <p className="grids-quiet soft">Nothing was filled yet.</p>
  return (
    <ol className="grids-news" aria-label="Executions" tabIndex={0}>
      {fills.map((fill) => (
        <News key={`${fill.orderId} ${fill.tradeId}`} fill={fill} account={grid.account} />
      ))}
    </ol>
  )
}

function News({ fill, account }: { readonly fill: FillRow; readonly account: string }) {
  const { at, side, quantity, price, fees, clientOrderId, orderId } = fill
  const name = gridOrderName(clientOrderId)
  const fee = fees.map(({ currency, amount }) => `${amount} ${currency}`).join(", ")
  return (
    <li data-tone={side} title={fee === "" ? undefined : `fee ${fee}`}>
      <time className="soft" dateTime={at}>
        {clockText(at).slice(0, 8)}
      </time>
      <a className="toned" href={orderHref(orderKey(account, orderId))}>
        {side === "buy" ? "bought" : "sold"}
      </a>
      <span className="grids-news-what">
        <span>{quantity}</span> <span className="soft">at</span> {grouped(price)}
      </span>
      <span className="soft">{name === undefined ? "" : `level ${name.level}`}</span>
    </li>
  )
}

function useGridFills({ account, strategy, symbol }: GridStatusRow): readonly FillRow[] {
  const past = useInfiniteQuery(fillsQuery(account, { strategy, symbol }))
  const live = useLiveFills()
  return useMemo(() => {
    const mine = live.filter((fill) => fill.account === account && fill.strategy === strategy && fill.symbol === symbol)
    const read = past.data?.pages[0]?.fills ?? []
    const known = new Set(mine.map(({ orderId, tradeId }) => `${orderId} ${tradeId}`))
    return [...mine, ...read.filter(({ orderId, tradeId }) => !known.has(`${orderId} ${tradeId}`))]
      .sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : b.seq - a.seq))
      .slice(0, SHOWN_MAX)
  }, [past.data, live, account, strategy, symbol])
}
