// A modal dialog on the browser's own <dialog>: it keeps the focus inside, closes by Escape, and gives the focus back to where it was. What stands in it is
// the caller's.

import { type ReactNode, type SyntheticEvent, useEffect, useId, useRef } from "react"
import { Button } from "./button.tsx"
import "./dialog.css"

export interface DialogProps {
  readonly title: string
  readonly onClose: () => void
  /** side: from the right edge, the whole screen on phones. */
  readonly place?: "middle" | "top" | "side"
  /** At the side: no wider than a form needs, so that more of the screen is seen beside it. */
  readonly isNarrow?: boolean
  readonly children: ReactNode
  readonly footer?: ReactNode
}

export function Dialog({ title, onClose, place = "middle", isNarrow = false, children, footer }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  useEffect(() => {
    const dialog = element.current
    const before = document.activeElement
    if (dialog === null) return
    dialog.showModal()
    // The browser takes the first control, which is the one that closes; what stands in the dialog is meant.
    const first =
      dialog.querySelector<HTMLElement>("[data-first-focus]") ??
      dialog.querySelector<HTMLElement>(".dialog-body :is(input, select, textarea)")
    first?.focus()
    return () => {
      dialog.close()
      if (before instanceof HTMLElement && before.isConnected) before.focus()
    }
  }, [])
  const closeBeside = (event: SyntheticEvent): void => {
    // Of the whole dialog only its backdrop is the dialog itself.
    if (event.target === element.current) onClose()
  }
  return (
    <dialog
      ref={element}
      className="dialog"
      data-place={place}
      data-narrow={isNarrow || undefined}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      onClick={closeBeside}
    >
      <div className="dialog-inner">
        {/* No landmarks: a dialog may stand inside the header of the page. */}
        <div className="dialog-head">
          <h2 id={titleId}>{title}</h2>
          <Button look="quiet" isSmall aria-label="Close" onClick={onClose}>
            ✕
          </Button>
        </div>
        <div className="dialog-body">{children}</div>
        {footer !== undefined && <div className="dialog-foot">{footer}</div>}
      </div>
    </dialog>
  )
}

/** What is looked at beside the screen: an order's timeline, a break. */
export function Drawer(props: Omit<DialogProps, "place">) {
  return <Dialog {...props} place="side" />
}
