// What changed lights up for less than a second, once; not at all for people who asked for less motion or switched it off.

import { type RefObject, useEffect, useRef } from "react"

const FLASH_MS = 800

/** Lights the element up when `version` becomes another one while it is on the screen. */
export function useFlash(element: RefObject<HTMLElement | null>, version: number | string | undefined): void {
  const shown = useRef(version)
  useEffect(() => {
    if (shown.current === version) return
    shown.current = version
    flash(element.current)
  }, [element, version])
}

export function flash(element: HTMLElement | null): void {
  const isOff = document.documentElement.dataset.flash === "off"
  if (element === null || isOff || matchMedia("(prefers-reduced-motion: reduce)").matches) return
  element.animate([{ backgroundColor: "var(--flash)" }, {}], { duration: FLASH_MS, easing: "ease-out" })
}
