// The doubt about an order in full: what OKX was asked, what came back, what happens next and when. It counts down by itself.

import type { OrderRow } from "@okx-oms/api"
import { useNow } from "../../live/clock.ts"
import { ageText } from "../../words/time.ts"

export function DoubtPanel({ doubt }: { readonly doubt: NonNullable<OrderRow["doubt"]> }) {
  const now = useNow()
  const seconds = Math.ceil((Date.parse(doubt.nextAt) - now) / 1000)
  return (
    <section className="timeline-doubt" data-tone="doubt" aria-label="Doubt">
      <h3>
        <span className="toned">It is not known whether OKX has this order</span>
      </h3>
      <dl>
        <dt>Asked</dt>
        <dd>{doubt.asked}</dd>
        <dt>Answer</dt>
        <dd>{doubt.answer}</dd>
        <dt>Next</dt>
        <dd>
          {doubt.next} <strong className="toned timeline-countdown">{seconds > 0 ? `in ${seconds} s` : "now"}</strong>
        </dd>
        <dt>Since</dt>
        <dd>
          {ageText(doubt.since, now)}
          {doubt.asks > 0 && `, asked about ${doubt.asks === 1 ? "once" : `${doubt.asks} times`}`}
        </dd>
      </dl>
      <p className="soft">Nothing is sent again meanwhile, and what the order may cost stays reserved in full.</p>
    </section>
  )
}
