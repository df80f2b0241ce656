// The way between screens: a rail at the side, on phones a bar at the bottom, and the keys 1 to 8.

import { useCommands } from "../keys/use-keys.tsx"
import { useSelected } from "../live/hooks.ts"
import { ScreenIcon } from "./icons.tsx"
import { go, hrefOf, SCREENS, type ScreenId, useRoute } from "./routes.ts"

export function Navigation() {
  const { screen: current } = useRoute()
  useCommands(
    SCREENS.map(({ id, title, keys }) => ({
      id: `go.${id}`,
      title: `Go to ${title.toLowerCase()}`,
      group: "Screens",
      keys,
      run: () => go(hrefOf(id)),
    })),
  )
  return (
    <nav className="navigation" aria-label="Screens">
      {SCREENS.map(({ id, title }) => (
        <a key={id} href={hrefOf(id)} className="navigation-item" aria-current={id === current ? "page" : undefined}>
          <ScreenIcon screen={id} />
          <span>{title}</span>
          <Marker screen={id} />
        </a>
      ))}
    </nav>
  )
}

/** How many things there wait for a person. */
function Marker({ screen }: { readonly screen: ScreenId }) {
  const count = useSelected((live) =>
    screen === "reconciliation" ? live.inScope("all").reduce((sum, { openBreaks }) => sum + openBreaks.size, 0) : 0,
  )
  if (count === 0) return null
  return (
    <span className="navigation-marker">
      {count}
      <span className="unseen"> open</span>
    </span>
  )
}
