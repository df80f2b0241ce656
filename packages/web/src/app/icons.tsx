// The signs of the navigation, drawn in one line each; the words stand beneath them.

import type { ScreenId } from "./routes.ts"

const PATHS: Readonly<Record<ScreenId, string>> = {
  orders: "M3 4h12M3 9h12M3 14h8",
  market: "M4 15V8m4 7V4m4 11v-5m3 5V7",
  positions: "M9 2a7 7 0 1 0 7 7H9z M11 1.5A6 6 0 0 1 16.5 7H11z",
  fills: "M3 9.5 7 13.5 15 4.5",
  grids: "M3 4h12M3 8h12M3 12h12M6 2v12M12 2v12",
  reconciliation: "M9 2v14M4 6h3M11 6h3M4 12h3M11 12h3",
  system: "M2 10h3l2-5 3 9 2-6 1 2h3",
  settings: "M3 5h8m3 0h1M3 13h1m3 0h8M11 3v4M5 11v4",
}

export function ScreenIcon({ screen }: { readonly screen: ScreenId }) {
  return (
    <svg className="screen-icon" viewBox="0 0 18 18" width="18" height="18" aria-hidden="true">
      <path
        d={PATHS[screen]}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  )
}
