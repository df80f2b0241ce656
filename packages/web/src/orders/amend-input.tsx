// One field of an amendment, in the row itself: arrow keys go by the instrument's steps, Enter sends, Escape leaves everything as it is.

import { type KeyboardEvent, useEffect, useId, useRef } from "react"
import type { OrderEntry } from "../live/order-entry.ts"
import { type AmendDraft, type AmendField, checkDraft, stepped } from "./amend-draft.ts"
import type { Steps } from "./order-facts.ts"
import { refOf, useFate, useOrderDesk } from "./use-order-desk.tsx"

const MANY_STEPS = 10
const TITLES: Readonly<Record<AmendField, string>> = { price: "New price", quantity: "New quantity" }

interface AmendInputProps {
  readonly entry: OrderEntry
  readonly steps: Steps | undefined
  readonly draft: AmendDraft
  readonly field: AmendField
}

export function AmendInput({ entry, steps, draft, field }: AmendInputProps) {
  const desk = useOrderDesk()
  const send = useAmendSend(entry, steps)
  const fate = useFate(entry.key)
  const input = useRef<HTMLInputElement>(null)
  const hintId = useId()
  const isFirst = draft.field === field
  useEffect(() => {
    if (!isFirst) return
    input.current?.focus()
    input.current?.select()
  }, [isFirst])
  const { fault } = checkDraft(draft, entry.row, steps)
  const step = field === "price" ? steps?.tickSize : steps?.lotSize
  const press = (event: KeyboardEvent<HTMLInputElement>): void => {
    const up = event.key === "ArrowUp" ? 1 : event.key === "ArrowDown" ? -1 : 0
    if (event.key === "Enter") send(draft)
    else if (event.key === "Escape") {
      rowOf(event.currentTarget)?.focus()
      desk.leaveAmend()
    } else if (up !== 0 && step !== undefined) {
      desk.editAmend({ [field]: stepped(draft[field], step, up * (event.shiftKey ? MANY_STEPS : 1)) })
    } else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <>
      <input
        ref={input}
        className="input amend-input"
        inputMode="decimal"
        autoComplete="off"
        spellCheck={false}
        aria-label={TITLES[field]}
        aria-describedby={hintId}
        aria-invalid={fault?.field === field || undefined}
        title={fault?.field === field ? fault.text : undefined}
        value={draft[field]}
        readOnly={fate !== undefined && fate.problem === undefined}
        onChange={(event) => desk.editAmend({ [field]: event.target.value })}
        onKeyDown={press}
      />
      <span id={hintId} hidden>
        Arrow keys go by {step ?? "the step"}, with Shift by ten. Enter asks for the change, Escape leaves it.
      </span>
    </>
  )
}

/** Sends what the draft says, if something is changed and nothing is wrong; then the focus is the row's again. */
export function useAmendSend(entry: OrderEntry, steps: Steps | undefined): (draft: AmendDraft) => void {
  const desk = useOrderDesk()
  return (draft) => {
    const { change } = checkDraft(draft, entry.row, steps)
    if (change === undefined) return
    const row = rowOf(document.activeElement)
    void desk.amend(refOf(entry), change).then((isTaken) => {
      if (isTaken && row?.isConnected === true) row.focus()
    })
  }
}

function rowOf(element: Element | null): HTMLElement | null {
  return element?.closest<HTMLElement>("[data-row]") ?? null
}
