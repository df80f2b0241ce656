// The events of an order, oldest first: when, how long after the one before, from where, what it changed, and what went over the wire for it.

import type { TimelineEvent } from "@okx-oms/api"
import { eventTitle } from "../../words/event-words.ts"
import { clockText, latencyText } from "../../words/time.ts"
import type { TimelineStep } from "./fold-timeline.ts"
import { deltaText } from "./order-changes.ts"
import { causeText, eventDetails, prettyPayload } from "./timeline-words.ts"

export function TimelineEvents({ steps }: { readonly steps: readonly TimelineStep[] }) {
  return (
    <ol className="timeline-events">
      {steps.map((step, index) => (
        <TimelineEventItem key={step.event.seq} step={step} isFirst={index === 0} />
      ))}
    </ol>
  )
}

function TimelineEventItem({
  step: { event, changes },
  isFirst,
}: {
  readonly step: TimelineStep
  readonly isFirst: boolean
}) {
  const { text, tone } = eventTitle(event.type)
  const details = eventDetails(event)
  return (
    <li className="timeline-event" data-tone={tone} data-event={event.type}>
      <div className="timeline-event-head">
        <strong className="toned">{text.replace(/^Order /, "").replace(/^./, (first) => first.toUpperCase())}</strong>
        <span className="soft">{causeText(event.cause)}</span>
        <span className="timeline-event-time">
          <span className="soft">{isFirst ? "" : deltaText(event.sincePreviousMs)}</span>{" "}
          <time dateTime={event.at} title={`${event.at}, event ${event.seq}`}>
            {clockText(event.at)}
          </time>
        </span>
      </div>
      {details !== "" && <p className="timeline-event-facts">{details}</p>}
      {changes.length > 0 && (
        <dl className="timeline-changes" aria-label="Before and after">
          {changes.map(({ what, before, after }) => (
            <div key={what}>
              <dt>{what}</dt>
              <dd>
                {before !== "" && <span className="timeline-before">{before}</span>}
                <span aria-hidden="true">→</span>
                <span className="unseen">becomes</span>
                <span className="timeline-after">{after === "" ? "none" : after}</span>
              </dd>
            </div>
          ))}
        </dl>
      )}
      {event.wire.map((message) => (
        <WireMessage key={`${message.at}${message.direction}${message.text}`} message={message} />
      ))}
    </li>
  )
}

function WireMessage({ message }: { readonly message: TimelineEvent["wire"][number] }) {
  const { at, direction, transport, what, text, roundTripMs } = message
  return (
    <details className="timeline-wire">
      <summary>
        <span aria-hidden="true">{direction === "sent" ? "↑" : "↓"}</span> {direction} {what}{" "}
        <span className="soft">
          by {transport}, {text.length} characters{roundTripMs === null ? "" : `, after ${latencyText(roundTripMs)}`} ·{" "}
          {clockText(at)}
        </span>
      </summary>
      <pre tabIndex={0}>{prettyPayload(text)}</pre>
    </details>
  )
}
