// A field that is typed into and chosen from a list: every word that is typed must be in the choice. Arrows, Enter and Escape do what they do in any list; what
// is typed and never chosen changes nothing.

import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react"
import { Field } from "./field.tsx"
import { type Choice, fittingChoices } from "./fitting-choices.ts"
import "./combobox.css"

export interface ComboboxProps {
  readonly label: string
  readonly value: string
  readonly choices: readonly Choice[]
  readonly onChoose: (value: string) => void
  readonly fault?: string | undefined
  readonly isLabelHidden?: boolean
}

export function Combobox({ label, value, choices, onChoose, fault, isLabelHidden = false }: ComboboxProps) {
  const listId = useId()
  const [typed, setTyped] = useState<string>()
  const [at, setAt] = useState(0)
  const shown = typed === undefined ? [] : fittingChoices(choices, typed)
  const index = Math.min(at, shown.length - 1)
  const close = (): void => setTyped(undefined)
  const open = (): void => {
    setTyped("")
    setAt(
      Math.max(
        0,
        fittingChoices(choices, "").findIndex((choice) => choice.value === value),
      ),
    )
  }
  const choose = (choice: Choice | undefined): void => {
    close()
    if (choice !== undefined && choice.value !== value) onChoose(choice.value)
  }
  const press = (event: KeyboardEvent): void => {
    const act =
      typed === undefined ? closedKeys(event.key, open) : openKeys(event.key, { shown, index, setAt, choose, close })
    if (act === undefined) return
    event.preventDefault()
    event.stopPropagation()
    act()
  }
  return (
    <div className="combobox" data-label-hidden={isLabelHidden || undefined}>
      <Field label={label} fault={fault}>
        {(control) => (
          <input
            {...control}
            className="input"
            type="text"
            role="combobox"
            autoComplete="off"
            spellCheck={false}
            aria-autocomplete="list"
            aria-expanded={typed !== undefined}
            aria-controls={typed === undefined ? undefined : listId}
            aria-activedescendant={typed === undefined || index < 0 ? undefined : `${listId}-${index}`}
            placeholder={value}
            value={typed ?? value}
            onClick={() => typed === undefined && open()}
            onChange={(event) => {
              setTyped(event.target.value)
              setAt(0)
            }}
            onKeyDown={press}
            onBlur={close}
          />
        )}
      </Field>
      <span className="combobox-mark" aria-hidden="true">
        ▾
      </span>
      {typed !== undefined && <ChoiceList id={listId} label={label} shown={shown} index={index} onChoose={choose} />}
    </div>
  )
}

function ChoiceList({
  id,
  label,
  shown,
  index,
  onChoose,
}: {
  readonly id: string
  readonly label: string
  readonly shown: readonly Choice[]
  readonly index: number
  readonly onChoose: (choice: Choice) => void
}) {
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => {
    list.current?.children[index]?.scrollIntoView({ block: "nearest" })
  }, [index])
  if (shown.length === 0) {
    return (
      <p className="combobox-list combobox-none soft" id={id} role="status">
        Nothing has these words.
      </p>
    )
  }
  return (
    <div ref={list} className="combobox-list" id={id} role="listbox" aria-label={label}>
      {shown.map((choice, place) => (
        <div
          key={choice.value}
          id={`${id}-${place}`}
          role="option"
          className="combobox-choice"
          aria-selected={place === index}
          // Before the field loses the focus, which would close the list.
          onPointerDown={(event) => {
            event.preventDefault()
            onChoose(choice)
          }}
        >
          <span>{choice.value}</span>
          {choice.more !== undefined && <span className="soft">{choice.more}</span>}
        </div>
      ))}
    </div>
  )
}

function closedKeys(key: string, open: () => void): (() => void) | undefined {
  return key === "ArrowDown" || key === "ArrowUp" || key === "Enter" ? open : undefined
}

interface OpenList {
  readonly shown: readonly Choice[]
  readonly index: number
  readonly setAt: (index: number) => void
  readonly choose: (choice: Choice | undefined) => void
  readonly close: () => void
}

function openKeys(key: string, { shown, index, setAt, choose, close }: OpenList): (() => void) | undefined {
  const go = (to: number): (() => void) => {
    const last = shown.length - 1
    return () => setAt(to > last ? 0 : to < 0 ? last : to)
  }
  switch (key) {
    case "ArrowDown":
      return go(index + 1)
    case "ArrowUp":
      return go(index - 1)
    case "Enter":
      return () => choose(shown[index])
    case "Escape":
      return close
    default:
      return undefined
  }
}
