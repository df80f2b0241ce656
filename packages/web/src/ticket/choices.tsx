// One of a few, side by side: real radio buttons that look like one control, so that arrow keys and screen readers know what they are.

import { useId } from "react"
import "./choices.css"

export interface ChoiceItem<Id extends string> {
  readonly id: Id
  readonly title: string
  /** What it means, when pointed at. */
  readonly more?: string
  readonly tone?: string
}

export function Choices<Id extends string>({
  label,
  items,
  chosen,
  onChoose,
}: {
  readonly label: string
  readonly items: readonly ChoiceItem<Id>[]
  readonly chosen: Id
  readonly onChoose: (id: Id) => void
}) {
  const name = useId()
  return (
    <fieldset className="choices">
      <legend className="unseen">{label}</legend>
      {items.map(({ id, title, more, tone }) => (
        <label key={id} className="choice" title={more} data-tone={tone}>
          <input type="radio" name={name} value={id} checked={id === chosen} onChange={() => onChoose(id)} />
          <span>{title}</span>
        </label>
      ))}
    </fieldset>
  )
}
