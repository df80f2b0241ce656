// Questions before what reaches far, in tiers: a count to look at, or a word to type. What a person means by the click is said on the button itself.

import { type FormEvent, type ReactNode, useState } from "react"
import type { ProblemWords } from "../words/problem-words.ts"
import { Button } from "./button.tsx"
import { Dialog } from "./dialog.tsx"
import { TextField } from "./field.tsx"
import { Notice } from "./notice.tsx"

export interface ConfirmProps {
  readonly title: string
  readonly children: ReactNode
  /** What is done: "Cancel 12 orders". */
  readonly action: string
  /** Of the button; danger unless nothing is taken away. */
  readonly look?: "danger" | "accent"
  readonly onConfirm: () => void
  readonly onClose: () => void
  readonly isBusy?: boolean
  readonly problem?: ProblemWords | undefined
}

/** For several things at once: the count is in the title and on the button. */
export function Confirm(props: ConfirmProps) {
  return <Question {...props} isReady />
}

/** For what concerns a whole account: nothing happens before the word is typed. */
export function ConfirmTyped({ word, ...props }: ConfirmProps & { readonly word: string }) {
  const [typed, setTyped] = useState("")
  return (
    <Question {...props} isReady={typed.trim().toLowerCase() === word.toLowerCase()}>
      {props.children}
      <TextField label={`Type “${word}” to go on`} value={typed} onChange={(event) => setTyped(event.target.value)} />
    </Question>
  )
}

function Question({
  title,
  children,
  action,
  look = "danger",
  onConfirm,
  onClose,
  isReady,
  isBusy = false,
  problem,
}: ConfirmProps & { readonly isReady: boolean }) {
  const confirm = (event: FormEvent): void => {
    event.preventDefault()
    if (isReady && !isBusy) onConfirm()
  }
  return (
    <Dialog title={title} onClose={onClose}>
      <form className="confirm" onSubmit={confirm}>
        {children}
        {problem !== undefined && <Notice tone="bad">{`${problem.text} ${problem.advice}`}</Notice>}
        <div className="confirm-choices">
          <Button onClick={onClose}>Leave it</Button>
          <Button type="submit" look={look} disabled={!isReady} isBusy={isBusy}>
            {action}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
