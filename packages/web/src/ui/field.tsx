// A labelled control with its hint or its fault beneath, tied together for who listens to the page. The control is whatever stands inside: it gets the ids.

import { type ComponentProps, type ReactNode, useId } from "react"
import "./field.css"

export interface FieldProps {
  readonly label: string
  readonly hint?: ReactNode
  readonly fault?: string | undefined
  /** Gives the control; spread what it is given onto the input. */
  readonly children: (control: {
    readonly id: string
    readonly "aria-describedby": string | undefined
    readonly "aria-invalid": true | undefined
  }) => ReactNode
}

export function Field({ label, hint, fault, children }: FieldProps) {
  const id = useId()
  const isTold = hint !== undefined || fault !== undefined
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({
        id,
        "aria-describedby": isTold ? `${id}-told` : undefined,
        "aria-invalid": fault === undefined ? undefined : true,
      })}
      {isTold && (
        <p id={`${id}-told`} className="field-told" data-tone={fault === undefined ? "soft" : "bad"}>
          {fault ?? hint}
        </p>
      )}
    </div>
  )
}

/** One line of text with its label. */
export function TextField({
  label,
  hint,
  fault,
  ...input
}: Pick<FieldProps, "label" | "hint" | "fault"> & ComponentProps<"input">) {
  return (
    <Field label={label} hint={hint} fault={fault}>
      {(control) => (
        <input className="input" type="text" autoComplete="off" spellCheck={false} {...input} {...control} />
      )}
    </Field>
  )
}
