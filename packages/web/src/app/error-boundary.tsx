// A fault of ours in one screen leaves the header, the navigation and the live store standing: it is told in words, with the way to go on.

import { Component, type ReactNode } from "react"
import { Button } from "../ui/button.tsx"

interface State {
  readonly fault: Error | undefined
}

export class ErrorBoundary extends Component<{ readonly children: ReactNode }, State> {
  override state: State = { fault: undefined }

  static getDerivedStateFromError(fault: unknown): State {
    return { fault: fault instanceof Error ? fault : new Error(String(fault)) }
  }

  override render(): ReactNode {
    const { fault } = this.state
    if (fault === undefined) return this.props.children
    return (
      <div className="place" role="alert">
        <p className="place-title">This screen failed by a fault of its own.</p>
        <p className="soft">
          Orders and the server are not touched by it. The other screens and the command oms go on. It said:{" "}
          {fault.message}
        </p>
        <Button onClick={() => this.setState({ fault: undefined })}>Show it again</Button>
      </div>
    )
  }
}
