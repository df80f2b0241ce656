// A click counts only for the row that the person saw under the pointer. When the page pushes its rows by itself (trading was halted, the line was lost), a row that
// slid under a pointer at rest takes no click for a moment. A move, a key or a turn of the wheel since then shows that the person looks; what they brought about
// themselves surprises nobody; and keys meet what has the focus, wherever it stands.

import { type RefObject, useEffect } from "react"
import { useTell } from "./notice.tsx"

/** So long nobody has seen yet that the rows moved. */
const UNSEEN_MS = 400
/** What comes so soon after a key or a press is its answer. */
const ANSWER_MS = 1_000
const WORDS = "The page had just moved under the pointer, so that click did nothing."

/** `scroller`: what holds the rows and is pushed. */
export function useSteadyGround(scroller: RefObject<HTMLElement | null>): void {
  const tell = useTell()
  useEffect(() => {
    const ground = scroller.current
    if (ground === null) return
    let top = ground.getBoundingClientRect().top
    let actedAt = Number.NEGATIVE_INFINITY
    let pushedAt = Number.NEGATIVE_INFINITY
    let pushedBy = 0
    let place = ""
    let isRefused = false
    const size = new ResizeObserver(() => {
      const now = performance.now()
      const by = ground.getBoundingClientRect().top - top
      top += by
      if (by === 0 || now - actedAt < ANSWER_MS) return
      pushedBy = now - pushedAt < UNSEEN_MS ? pushedBy + by : by
      pushedAt = now
    })
    const look = ({ timeStamp }: Event): void => {
      if (timeStamp > pushedAt) pushedAt = Number.NEGATIVE_INFINITY
    }
    const move = (event: PointerEvent): void => {
      const { clientX, clientY } = event
      // Browsers tell of moves that are none, when something slid under the pointer.
      if (place !== `${clientX} ${clientY}`) look(event)
      place = `${clientX} ${clientY}`
    }
    const type = (event: KeyboardEvent): void => {
      look(event)
      actedAt = event.timeStamp
    }
    const press = ({ target, clientX, clientY, timeStamp }: PointerEvent): void => {
      const row = rowOf(target)
      isRefused =
        row !== null &&
        timeStamp - pushedAt < UNSEEN_MS &&
        row !== rowOf(document.elementFromPoint(clientX, clientY + pushedBy))
      actedAt = timeStamp
      pushedAt = Number.NEGATIVE_INFINITY
    }
    const click = (event: MouseEvent): void => {
      if (!isRefused || event.detail === 0) return
      event.preventDefault()
      event.stopPropagation()
      tell(WORDS, "warn")
    }
    const ending = new AbortController()
    const how = { capture: true, passive: true, signal: ending.signal }
    size.observe(ground)
    document.addEventListener("pointermove", move, how)
    document.addEventListener("wheel", look, how)
    document.addEventListener("keydown", type, how)
    document.addEventListener("pointerdown", press, how)
    ground.addEventListener("click", click, { capture: true, signal: ending.signal })
    return () => {
      size.disconnect()
      ending.abort()
    }
  }, [scroller, tell])
}

function rowOf(target: EventTarget | null): Element | null {
  return target instanceof Element ? target.closest("[data-row]") : null
}
