// Words that stand on the page: a notice in its place, and what a place says that is empty, still loading, or could not be read. And toasts: what was just
// done, for a few seconds, read aloud once.

import { createContext, type ReactNode, use, useCallback, useMemo, useRef, useState } from "react"
import { problemWords } from "../words/problem-words.ts"
import type { Tone } from "../words/tone.ts"
import { Button } from "./button.tsx"
import "./notice.css"

const TOAST_MS = 7_000
const TOASTS_MAX = 4

export function Notice({ tone, children }: { readonly tone: Tone; readonly children: ReactNode }) {
  return (
    <div className="notice" data-tone={tone} role={tone === "bad" ? "alert" : "status"}>
      {children}
    </div>
  )
}

/** Nothing is here, and that is well. `children`: what would make something appear. */
export function Empty({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <div className="place">
      <p className="place-title">{title}</p>
      {children !== undefined && <p className="soft">{children}</p>}
    </div>
  )
}

export function Loading({ what }: { readonly what: string }) {
  return (
    <div className="place" role="status">
      <p className="soft">Reading {what}…</p>
    </div>
  )
}

/** It could not be read: why, what is true, and the way to try again. */
export function Problem({
  what,
  error,
  onRetry,
}: {
  readonly what: string
  readonly error: unknown
  readonly onRetry?: () => void
}) {
  const { text, advice } = problemWords(error)
  return (
    <div className="place" role="alert">
      <p className="place-title" data-tone="bad">
        <span className="toned">{what} could not be read</span>
      </p>
      <p className="soft">{`${text} ${advice}`.trim()}</p>
      {onRetry !== undefined && <Button onClick={onRetry}>Try again</Button>}
    </div>
  )
}

/** One part of what stands here could not be read, while the rest could. `so`: what that means for what stands here. */
export function Unread({
  what,
  so = "",
  error,
  onRetry,
}: {
  readonly what: string
  readonly so?: string
  readonly error: unknown
  readonly onRetry: () => void
}) {
  return (
    <Notice tone="bad">
      {`${what} could not be read: ${problemWords(error).text} ${so}`}{" "}
      <Button isSmall onClick={onRetry}>
        Try again
      </Button>
    </Notice>
  )
}

// ---- toasts --------------------------------------------------------------------------------------------------------------------

interface Toast {
  readonly id: number
  readonly tone: Tone
  readonly text: string
}

const Tell = createContext<(text: string, tone?: Tone) => void>(() => {})

/** Tells what was just done or refused, for a few seconds. */
export function useTell(): (text: string, tone?: Tone) => void {
  return use(Tell)
}

export function Toasts({ children }: { readonly children: ReactNode }) {
  const [toasts, setToasts] = useState<readonly Toast[]>([])
  const next = useRef(0)
  const drop = useCallback((id: number) => setToasts((known) => known.filter((toast) => toast.id !== id)), [])
  const tell = useMemo(
    () =>
      (text: string, tone: Tone = "quiet"): void => {
        const id = next.current++
        setToasts((known) => [...known, { id, tone, text }].slice(-TOASTS_MAX))
        setTimeout(() => drop(id), TOAST_MS)
      },
    [drop],
  )
  return (
    <Tell value={tell}>
      {children}
      <div className="toasts" role="log" aria-label="Notices">
        {toasts.map(({ id, tone, text }) => (
          <div key={id} className="notice toast" data-tone={tone}>
            <span>{text}</span>
            <Button look="quiet" isSmall aria-label="Dismiss" onClick={() => drop(id)}>
              ✕
            </Button>
          </div>
        ))}
      </div>
    </Tell>
  )
}
