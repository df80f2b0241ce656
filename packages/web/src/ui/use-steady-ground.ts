// A click counts only for what the person saw under the pointer. When the page pushes its content down by itself (trading was halted, the line was lost), whatever
// slid under a pointer at rest takes no click: not before the pointer has moved or been pressed once more, and not at once for anybody, fingers too.

import { type RefObject, useEffect } from "react"
import { useTell } from "./notice.tsx"

/** So long nobody has seen yet what moved. */
const UNSEEN_MS = 400
const WORDS = "The page had just moved under the pointer, so that click did nothing."
/** These stand in a place of their own. */
const ELSEWHERE = "dialog, .header, .toasts"

interface Ground {
  /** What is pushed. */
  readonly ground: RefObject<HTMLElement | null>
  /** Where clicks are watched: the ground itself, unless more is pushed along with it. */
  readonly area?: RefObject<HTMLElement | null>
  /** Nobody has aimed at what was not there yet. */
  readonly isEmpty?: boolean
}

export function useSteadyGround({ ground, area = ground, isEmpty = false }: Ground): void {
  const tell = useTell()
  useEffect(() => {
    const [pushed, watched] = [ground.current, area.current]
    if (isEmpty || pushed === null || watched === null) return
    const top = (): number => pushed.getBoundingClientRect().top
    let knownTop = top()
    let pushedAt = Number.NEGATIVE_INFINITY
    let rests = false
    let place = ""
    let isRefused = false
    const look = (): void => {
      if (top() === knownTop) return
      knownTop = top()
      pushedAt = performance.now()
      rests = true
    }
    const isUnseen = (): boolean => performance.now() - pushedAt < UNSEEN_MS
    const move = ({ clientX, clientY }: PointerEvent): void => {
      look()
      // Browsers tell of moves that are none, when something slid under the pointer.
      if (place === `${clientX} ${clientY}`) return
      place = `${clientX} ${clientY}`
      rests = false
    }
    const press = ({ pointerType }: PointerEvent): void => {
      look()
      isRefused = isUnseen() || (rests && pointerType === "mouse")
      rests = false
    }
    const act = (event: MouseEvent): void => {
      // Keys meet what has the focus, wherever it stands: their clicks and menus have neither count nor button.
      const isByKey = event.type === "click" ? event.detail === 0 : event.button !== 2
      if (isByKey || (event.target instanceof Element && event.target.closest(ELSEWHERE) !== null)) return
      look()
      if (!isRefused && !isUnseen()) return
      event.preventDefault()
      event.stopPropagation()
      tell(WORDS, "warn")
    }
    const size = new ResizeObserver(look)
    const ending = new AbortController()
    const how = { capture: true, signal: ending.signal }
    size.observe(pushed)
    watched.addEventListener("pointermove", move, how)
    watched.addEventListener("pointerdown", press, how)
    watched.addEventListener("click", act, how)
    watched.addEventListener("contextmenu", act, how)
    return () => {
      size.disconnect()
      ending.abort()
    }
  }, [ground, area, isEmpty, tell])
}
