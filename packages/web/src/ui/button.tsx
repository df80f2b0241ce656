// A button in one of four looks. While its work is under way it says so and cannot be pressed again.

import type { ComponentProps, ReactNode } from "react"
import "./button.css"

export interface ButtonProps extends Omit<ComponentProps<"button">, "type"> {
  /** plain: the ordinary one · accent: the one thing to do here · danger: takes away or stops · quiet: without a frame. */
  readonly look?: "plain" | "accent" | "danger" | "quiet"
  readonly isSmall?: boolean
  readonly isBusy?: boolean
  readonly type?: "button" | "submit"
  readonly children: ReactNode
}

export function Button({ look = "plain", isSmall = false, isBusy = false, disabled, children, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={`button${rest.className === undefined ? "" : ` ${rest.className}`}`}
      data-look={look}
      data-small={isSmall || undefined}
      aria-busy={isBusy || undefined}
      disabled={disabled === true || isBusy}
    >
      {children}
    </button>
  )
}
