// Whether a mouse is over the rows. That it left is heard from the whole page: a control that vanishes under the pointer, or is switched off, takes the browser's
// word about leaving with it, and rows that stand still for ever would be the worse for it.

import { type PointerEvent as ReactPointerEvent, useCallback, useEffect, useRef, useState } from "react"

export interface PointerHold {
  readonly isOver: boolean
  readonly ref: React.RefObject<HTMLDivElement | null>
  readonly onPointerOver: (event: ReactPointerEvent) => void
}

/** Give `ref` and `onPointerOver` to the element that holds the rows. */
export function usePointerHold(): PointerHold {
  const [isOver, setOver] = useState(false)
  const ref = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!isOver) return
    const look = ({ target }: PointerEvent): void => {
      if (!(target instanceof Node) || ref.current?.contains(target) !== true) setOver(false)
    }
    const leave = (): void => setOver(false)
    const page = document.documentElement
    page.addEventListener("pointerover", look)
    page.addEventListener("pointerleave", leave)
    return () => {
      page.removeEventListener("pointerover", look)
      page.removeEventListener("pointerleave", leave)
    }
  }, [isOver])
  // Fingers leave nothing hovering: a tap is no reason to stand still.
  const onPointerOver = useCallback(({ pointerType }: ReactPointerEvent) => setOver(pointerType === "mouse"), [])
  return { isOver, ref, onPointerOver }
}
