// A field for an amount with its steps: arrow keys, Page keys and, while it has the focus, the wheel. What a step is, its owner says; what is typed is left as
// it was typed.

import { type KeyboardEvent, type ReactNode, useEffect, useRef } from "react"
import { Button } from "../ui/button.tsx"
import { Field } from "../ui/field.tsx"

export interface NumberFieldProps {
  readonly label: string
  readonly name: string
  readonly value: string
  readonly onChange: (value: string) => void
  /** By so many steps: 1, -1, with Shift ten. */
  readonly onStep: (count: number) => void
  /** What a step is, for the titles of its buttons: "one tick". */
  readonly step: string
  readonly fault?: string | undefined
  readonly hint?: ReactNode
  readonly placeholder?: string
  /** Behind the amount: its unit. */
  readonly unit?: ReactNode
  /** Small buttons beneath. */
  readonly children?: ReactNode
}

const LARGE = 10
const KEYS: Readonly<Record<string, number>> = { ArrowUp: 1, ArrowDown: -1, PageUp: LARGE, PageDown: -LARGE }

export function NumberField(props: NumberFieldProps) {
  const { label, name, value, onChange, onStep, step, fault, hint, placeholder, unit, children } = props
  const input = useRef<HTMLInputElement>(null)
  useWheel(input, onStep)
  const press = (event: KeyboardEvent): void => {
    const count = KEYS[event.key]
    if (count === undefined || event.altKey || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    onStep(event.shiftKey && Math.abs(count) === 1 ? count * LARGE : count)
  }
  return (
    <div className="number-field">
      <Field label={label} fault={fault} hint={hint}>
        {(control) => (
          <div className="number-field-row">
            <Button aria-label={`Less by ${step}`} tabIndex={-1} onClick={() => onStep(-1)}>
              −
            </Button>
            <input
              {...control}
              ref={input}
              className="input number"
              type="text"
              inputMode="decimal"
              autoComplete="off"
              spellCheck={false}
              data-ticket-field={name}
              title={`↑ ↓ ${step}, with Shift ten`}
              placeholder={placeholder}
              value={value}
              onChange={(event) => onChange(event.target.value)}
              onKeyDown={press}
            />
            {unit !== undefined && <span className="number-field-unit soft">{unit}</span>}
            <Button aria-label={`More by ${step}`} tabIndex={-1} onClick={() => onStep(1)}>
              +
            </Button>
          </div>
        )}
      </Field>
      {children !== undefined && <div className="number-field-quick">{children}</div>}
    </div>
  )
}

/** The wheel scrolls the page unless the field has the focus: nobody changes a price by passing over it. */
function useWheel(input: { readonly current: HTMLInputElement | null }, onStep: (count: number) => void): void {
  const newest = useRef(onStep)
  newest.current = onStep
  useEffect(() => {
    const element = input.current
    const turn = (event: WheelEvent): void => {
      if (document.activeElement !== element || event.deltaY === 0) return
      event.preventDefault()
      newest.current((event.deltaY < 0 ? 1 : -1) * (event.shiftKey ? LARGE : 1))
    }
    // React's own wheel listeners are passive: they could not keep the page from scrolling.
    element?.addEventListener("wheel", turn, { passive: false })
    return () => element?.removeEventListener("wheel", turn)
  }, [input])
}
