// One choice of a few, all of them in sight: radio buttons that look like one control. Arrows go through them as in any group of radios.

import { useId } from "react"

export interface Segment<Value extends string> {
  readonly value: Value
  readonly title: string
}

export function Segments<Value extends string>({
  label,
  hint,
  segments,
  chosen,
  onChoose,
}: {
  readonly label: string
  readonly hint?: string
  readonly segments: readonly Segment<Value>[]
  readonly chosen: Value
  readonly onChoose: (value: Value) => void
}) {
  const name = useId()
  return (
    <fieldset className="segments">
      <legend>{label}</legend>
      <div className="segments-row">
        {segments.map(({ value, title }) => (
          <label key={value} className="segment">
            <input type="radio" name={name} checked={value === chosen} onChange={() => onChoose(value)} />
            <span>{title}</span>
          </label>
        ))}
      </div>
      {hint !== undefined && <p className="segments-hint soft">{hint}</p>}
    </fieldset>
  )
}
