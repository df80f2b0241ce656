// The page put together: what every component stands in (live store, queries, keys, notices), the shell, and the screen that the address names.

import { MutationCache, QueryClient, QueryClientProvider } from "@tanstack/react-query"
import { lazy, Suspense, useEffect, useMemo } from "react"
import { Keys } from "../keys/use-keys.tsx"
import { LiveContext, useLine, useLive, useSelected } from "../live/hooks.ts"
import type { LiveAccounts } from "../live/live-accounts.ts"
import { OrdersScreen } from "../orders/orders-screen.tsx"
import { setPreferences, usePreferences } from "../settings/preferences.ts"
import { recorder } from "../system/recorder.ts"
import { TicketPlace } from "../ticket/ticket-place.tsx"
import { Loading, Toasts } from "../ui/notice.tsx"
import { ErrorBoundary } from "./error-boundary.tsx"
import { Header, useModes } from "./header.tsx"
import { Navigation } from "./navigation.tsx"
import { type ScreenId, useRoute } from "./routes.ts"
import "./app.css"

// Orders are what the page is opened for; the others come when they are first looked at.
const Market = lazy(async () => ({ default: (await import("../market/market-screen.tsx")).MarketScreen }))
const Positions = lazy(async () => ({ default: (await import("../holdings/positions-screen.tsx")).PositionsScreen }))
const Fills = lazy(async () => ({ default: (await import("../holdings/fills-screen.tsx")).FillsScreen }))
const Grids = lazy(async () => ({ default: (await import("../grids/grids-screen.tsx")).GridsScreen }))
const Reconciliation = lazy(async () => ({
  default: (await import("../reconciliation/reconciliation-screen.tsx")).ReconciliationScreen,
}))
const System = lazy(async () => ({ default: (await import("../system/system-screen.tsx")).SystemScreen }))
const Settings = lazy(async () => ({ default: (await import("../settings/settings-screen.tsx")).SettingsScreen }))

export function App({ live }: { readonly live: LiveAccounts }) {
  const queries = useMemo(makeQueryClient, [])
  useEffect(() => recorder.follow(queries), [queries])
  const { scope } = usePreferences()
  const context = useMemo(
    () => ({ live, scope, setScope: (to: string) => setPreferences({ scope: to }) }),
    [live, scope],
  )
  return (
    <LiveContext value={context}>
      <QueryClientProvider client={queries}>
        <Toasts>
          <Keys>
            <Shell />
          </Keys>
        </Toasts>
      </QueryClientProvider>
    </LiveContext>
  )
}

function Shell() {
  const { screen } = useRoute()
  const [mode = "unknown"] = useModes()
  const line = useLine()
  useScopeThatExists()
  useTitle()
  return (
    <div className="shell" data-mode={mode} data-line={line.state}>
      <Header />
      <Navigation />
      <main className="shell-main">
        <ErrorBoundary key={screen}>
          <Suspense fallback={<Loading what="the screen" />}>
            <ScreenOf screen={screen} />
          </Suspense>
        </ErrorBoundary>
      </main>
      <ErrorBoundary>
        <TicketPlace />
      </ErrorBoundary>
    </div>
  )
}

function ScreenOf({ screen }: { readonly screen: ScreenId }) {
  switch (screen) {
    case "orders":
      return <OrdersScreen />
    case "market":
      return <Market />
    case "positions":
      return <Positions />
    case "fills":
      return <Fills />
    case "grids":
      return <Grids />
    case "reconciliation":
      return <Reconciliation />
    case "system":
      return <System />
    case "settings":
      return <Settings />
  }
}

/** An account that is no longer to be seen is not looked at. */
function useScopeThatExists(): void {
  const { scope, setScope } = useLive()
  const isGone = useSelected(
    (live) => live.line.state === "live" && scope !== "all" && live.account(scope) === undefined,
  )
  useEffect(() => {
    if (isGone) setScope("all")
  }, [isGone, setScope])
}

/** The tab's title says what is wrong while another one is looked at. */
function useTitle(): void {
  const modes = useModes()
  const isWrong = useSelected((live) =>
    live.inScope("all").some(({ tabs, openBreaks, status }) => {
      return (
        tabs.size("in-doubt") > 0 || openBreaks.size > 0 || (status !== undefined && status.trading.mode !== "open")
      )
    }),
  )
  const words = modes.map((mode) => mode.toUpperCase()).join(" + ")
  const title = `${isWrong ? "! " : ""}${words === "" ? "" : `${words} · `}okx-oms`
  useEffect(() => {
    document.title = title
  }, [title])
}

function makeQueryClient(): QueryClient {
  return new QueryClient({
    mutationCache: new MutationCache(),
    defaultOptions: {
      queries: {
        // The client itself asks again where that can help.
        retry: false,
        refetchOnWindowFocus: true,
        refetchIntervalInBackground: false,
        throwOnError: false,
        retryOnMount: true,
        structuralSharing: true,
      },
    },
  })
}
