// The text of an event as doors send it, made once however many readers follow. It relies on the manager's hub to give every subscriber the same object;
// the text lives as long as that object does.

import { eventRow } from "@okx-oms/api"
import type { OmsEvent } from "@okx-oms/core"

const TEXTS = new WeakMap<OmsEvent, string>()

/** The event's row as JSON. */
export function eventText(event: OmsEvent): string {
  const known = TEXTS.get(event)
  if (known !== undefined) return known
  const text = JSON.stringify(eventRow(event))
  TEXTS.set(event, text)
  return text
}
