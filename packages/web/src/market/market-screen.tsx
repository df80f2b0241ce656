// The market of one symbol: chart, depth ladder, recent trades and what stands there of our own. The symbol is in the address, and the ticket follows it.

import { useQuery } from "@tanstack/react-query"
import { useCallback, useEffect, useState } from "react"
import { go, hrefOf, useRoute } from "../app/routes.ts"
import { useOneAccount } from "../live/hooks.ts"
import { instrumentsQuery } from "../live/queries.ts"
import { useTicketBeside } from "../ticket/ticket-place.tsx"
import { changeDraft, showTicket, ticketDraft, useTicket } from "../ticket/ticket-store.ts"
import { Combobox } from "../ui/combobox.tsx"
import { Empty, Loading, Problem } from "../ui/notice.tsx"
import { Screen } from "../ui/screen.tsx"
import { Tabs } from "../ui/tabs.tsx"
import { useMedia } from "../ui/use-media.ts"
import { BookPart } from "./book-part.tsx"
import { ChartPart } from "./chart-part.tsx"
import { useOwnOrders } from "./own-orders.ts"
import { OwnPart } from "./own-part.tsx"
import { TradesPart } from "./trades-part.tsx"
import { useCancelling } from "./use-cancelling.tsx"
import "./market.css"

const SMALL = "(max-width: 760px)"
const PARTS = [
  { id: "chart", title: "Chart" },
  { id: "book", title: "Book" },
  { id: "trades", title: "Trades" },
  { id: "own", title: "Orders" },
] as const
type PartId = (typeof PARTS)[number]["id"]

export function MarketScreen() {
  const account = useOneAccount()
  const symbol = useMarketSymbol()
  const instruments = useQuery({ ...instrumentsQuery(account ?? ""), enabled: account !== undefined })
  const isSmall = useMedia(SMALL)
  const [part, setPart] = useState<PartId>("book")
  const choices = [...(instruments.data?.values() ?? [])].map(({ symbol: value, kind, linear, state }) => ({
    value,
    more: state !== "live" ? state : kind === "swap" && !linear ? "inverse swap" : kind,
  }))
  return (
    <Screen
      title="Market"
      tools={
        <>
          <div className="market-symbol">
            <Combobox
              label="Market symbol"
              isLabelHidden
              value={symbol}
              choices={choices}
              onChoose={(to) => go(hrefOf("market", to))}
            />
          </div>
          {isSmall && (
            <Tabs label="Parts of the market" tabs={PARTS} chosen={part} onChoose={setPart} panelId="market-parts" />
          )}
        </>
      }
    >
      {account === undefined || instruments.data === undefined ? (
        instruments.error === null ? (
          <Loading what="instruments" />
        ) : (
          <Problem what="Instruments" error={instruments.error} onRetry={() => void instruments.refetch()} />
        )
      ) : (
        <Parts key={`${account} ${symbol}`} account={account} symbol={symbol} only={isSmall ? part : undefined} />
      )}
    </Screen>
  )
}

/** By the address; without one the ticket's. The ticket goes where the address goes. */
function useMarketSymbol(): string {
  const { part } = useRoute()
  const drafted = useTicket((state) => state.draft.symbol)
  useEffect(() => {
    if (part !== "" && part !== ticketDraft().symbol) changeDraft({ symbol: part, price: "", quantity: "" })
  }, [part])
  return part === "" ? drafted : part
}

function Parts({
  account,
  symbol,
  only,
}: {
  readonly account: string
  readonly symbol: string
  /** On small screens one at a time. */
  readonly only: PartId | undefined
}) {
  const { data: instruments } = useQuery(instrumentsQuery(account))
  const instrument = instruments?.get(symbol)
  const own = useOwnOrders(account, symbol)
  const beside = useTicketBeside()
  const { cancel, question } = useCancelling(account)
  const fill = useCallback(
    (price: string): void => {
      // A market order has no price: who clicks one means a limit.
      const type = ticketDraft().type === "market" ? ({ type: "limit" } as const) : {}
      changeDraft({ symbol, price, ...type })
      showTicket(beside)
    },
    [symbol, beside],
  )
  const shows = (id: PartId): boolean => only === undefined || only === id
  if (instrument === undefined) {
    return <Empty title={`${symbol} is not an instrument of this account`}>Choose another symbol above.</Empty>
  }
  const about = { account, symbol, own, tick: instrument.tickSize, lot: instrument.lotSize }
  return (
    <div
      id="market-parts"
      className="market"
      data-only={only}
      {...(only !== undefined && { role: "tabpanel", "aria-labelledby": `market-parts-${only}` })}
    >
      {shows("chart") && <ChartPart {...about} />}
      {shows("book") && <BookPart {...about} onPrice={fill} onCancel={cancel} />}
      {shows("trades") && <TradesPart {...about} />}
      {shows("own") && <OwnPart {...about} onCancel={cancel} />}
      {question}
    </div>
  )
}
