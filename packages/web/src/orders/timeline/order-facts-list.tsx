// The facts of an order in a list: its terms, how far it is, whose it is, its four ids, its times.

import type { OrderRow } from "@okx-oms/api"
import type { ReactNode } from "react"
import { Figure, ShareBar } from "../../ui/figure.tsx"
import { grouped, scaleOf, unitText } from "../../words/amounts.ts"
import { filledShare } from "../../words/order-words.ts"
import { clockText, dateText } from "../../words/time.ts"
import { flagsOf, notionalOf, type Steps, typeWord } from "../order-facts.ts"
import { CopyText } from "./copy-text.tsx"

interface FactsProps {
  readonly row: OrderRow
  readonly steps: Steps | undefined
}

export function OrderFacts({ row, steps }: FactsProps) {
  const ids = [
    ["Order id", row.orderId],
    ["Client id", row.clientOrderId],
    ["Id at OKX", row.okxOrderId],
    ["On the wire", row.clOrdId],
  ] as const
  return (
    <section aria-label="Facts" className="timeline-part">
      <dl className="timeline-facts">
        <AmountFacts row={row} steps={steps} />
        <Fact title="Strategy">{row.strategy}</Fact>
        <Fact title="Account">
          {row.account} {row.account !== row.mode && <span className="soft">{row.mode}</span>}
        </Fact>
        <TimeFacts row={row} />
        {row.reason !== null && (
          <Fact title="Reason" isWide>
            {row.reason}
          </Fact>
        )}
        {ids.map(([title, id]) =>
          id === null ? null : (
            <Fact key={title} title={title}>
              <CopyText text={id} what={title} />
            </Fact>
          ),
        )}
      </dl>
    </section>
  )
}

function AmountFacts({ row, steps }: FactsProps) {
  const tick = scaleOf(steps?.tickSize ?? "")
  const unit = unitText(row.symbol, row.unit)
  const notional = notionalOf(row, steps)
  const flags = flagsOf(row).map(({ text }) => text)
  return (
    <>
      <Fact title="Type">{[typeWord(row), ...flags].join(" · ")}</Fact>
      <Fact title="Price">{row.price === null ? "market" : <Figure text={row.price} scale={tick} />}</Fact>
      <Fact title="Quantity">
        <Figure text={row.quantity} unit={unit} />
      </Fact>
      <Fact title="Notional">
        <Figure text={notional?.text} {...(steps !== undefined && { unit: steps.quoteCurrency })} />
      </Fact>
      <Fact title="Filled">
        <Figure text={row.filledQuantity} unit={row.unit === "quote" ? unitText(row.symbol, "base") : unit} />
        <div>
          <ShareBar share={filledShare(row)} />
        </div>
      </Fact>
      <Fact title="Remaining">
        <Figure text={row.remainingQuantity} unit={unit} />
      </Fact>
      <Fact title="Average">
        <Figure text={row.averagePrice} scale={tick} />
      </Fact>
      <Fact title="Fees">
        {row.fees.length === 0 ? (
          <span className="soft">none</span>
        ) : (
          row.fees.map(({ amount, currency }) => `${grouped(amount)} ${currency}`).join(", ")
        )}
      </Fact>
    </>
  )
}

function TimeFacts({ row }: Pick<FactsProps, "row">) {
  const { createdAt, ackLatencyMs, completedAt, transport } = row
  return (
    <>
      <Fact title="Created">
        <time dateTime={createdAt} title={createdAt}>
          {dateText(createdAt, Date.now())}
        </time>
      </Fact>
      <Fact title="Acknowledged">
        {ackLatencyMs === null ? (
          <span className="soft">–</span>
        ) : (
          `after ${ackLatencyMs} ms${transport === null ? "" : `, by ${transport}`}`
        )}
      </Fact>
      {completedAt !== null && (
        <Fact title="Ended">
          <time dateTime={completedAt} title={completedAt}>
            {clockText(completedAt)}
          </time>
        </Fact>
      )}
    </>
  )
}

function Fact({
  title,
  isWide = false,
  children,
}: {
  readonly title: string
  readonly isWide?: boolean
  readonly children: ReactNode
}) {
  return (
    <div data-wide={isWide || undefined}>
      <dt>{title}</dt>
      <dd>{children}</dd>
    </div>
  )
}
