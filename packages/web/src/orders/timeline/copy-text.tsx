// A text that is copied by a click, an id above all, and says so for a moment.

import { useEffect, useState } from "react"

const TOLD_MS = 1_500

export function CopyText({ text, what }: { readonly text: string; readonly what: string }) {
  const [told, setTold] = useState<"copied" | "not copied">()
  useEffect(() => {
    if (told === undefined) return
    const timer = setTimeout(() => setTold(undefined), TOLD_MS)
    return () => clearTimeout(timer)
  }, [told])
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text)
      setTold("copied")
    } catch {
      // The browser does not let us: the text can be marked by hand.
      setTold("not copied")
    }
  }
  return (
    <span className="copy-text">
      <code>{text}</code>
      <button type="button" className="copy-button" onClick={() => void copy()}>
        {told ?? "copy"}
        <span className="unseen"> {what}</span>
      </button>
      <span className="unseen" role="status">
        {told === "copied" ? `${what} copied` : ""}
      </span>
    </span>
  )
}
