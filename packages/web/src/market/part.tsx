// What every part of the market screen is told, and the frame that each stands in.

import type { ReactNode } from "react"
import type { OwnOrder } from "./own-orders.ts"

export interface PartProps {
  readonly account: string
  readonly symbol: string
  readonly own: readonly OwnOrder[]
  /** Tick and lot size of the symbol. */
  readonly tick: string
  readonly lot: string
}

export function Part({
  name,
  title,
  tools,
  children,
}: {
  readonly name: string
  readonly title: string
  readonly tools?: ReactNode
  readonly children: ReactNode
}) {
  return (
    <section className="market-part" data-part={name} aria-label={title}>
      <header className="market-part-head">
        <h2>{title}</h2>
        {tools}
      </header>
      <div className="market-part-body">{children}</div>
    </section>
  )
}
