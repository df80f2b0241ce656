// The frame of a screen: its title, what is chosen there, and the body that fills the rest. Every screen stands in one, so that headings and landmarks are
// the same everywhere.

import type { ReactNode } from "react"
import "./screen.css"

export function Screen({
  title,
  tools,
  children,
}: {
  readonly title: string
  readonly tools?: ReactNode
  readonly children: ReactNode
}) {
  return (
    <div className="screen">
      <header className="screen-head">
        <h1>{title}</h1>
        {tools !== undefined && <div className="screen-tools">{tools}</div>}
      </header>
      <div className="screen-body">{children}</div>
    </div>
  )
}

/** A part of a screen with a heading of its own. */
export function Panel({
  title,
  tools,
  children,
}: {
  readonly title: string
  readonly tools?: ReactNode
  readonly children: ReactNode
}) {
  return (
    <section className="panel" aria-label={title}>
      <header className="panel-head">
        <h2>{title}</h2>
        {tools}
      </header>
      <div className="panel-body">{children}</div>
    </section>
  )
}
