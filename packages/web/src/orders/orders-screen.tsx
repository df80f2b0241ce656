// The blotter: tabs with counts over the table of orders, what is looked for, what is being done with them, and the timeline of one.

import { type ReactNode, useCallback, useMemo, useRef, useState } from "react"
import { useAccountNames, useLive } from "../live/hooks.ts"
import type { OrderEntry } from "../live/order-entry.ts"
import { ORDER_TABS, type OrderTab } from "../live/order-tabs.ts"
import { Button } from "../ui/button.tsx"
import { DataGrid } from "../ui/grid/data-grid.tsx"
import type { GridHandle } from "../ui/grid/grid-column.ts"
import { Unread } from "../ui/notice.tsx"
import { Screen } from "../ui/screen.tsx"
import { Tabs } from "../ui/tabs.tsx"
import { CancelAllDialog, CancelSelectedDialog } from "./cancel-dialogs.tsx"
import { NoOrders } from "./no-orders.tsx"
import { AmendBar, BulkBar, SelectionBar } from "./order-bars.tsx"
import { cardColumns, orderColumns } from "./order-columns.tsx"
import { orderMenu } from "./order-menu.ts"
import { isFiltering, NO_FILTER } from "./order-search.ts"
import { OrderTools } from "./order-tools.tsx"
import { OrderDrawer } from "./timeline/order-drawer.tsx"
import { useOrderCommands } from "./use-order-commands.ts"
import { OrderDeskPlace, useDraft, useOrderActs } from "./use-order-desk.tsx"
import { type OrderList, useOrderList, useSteps, useTabCounts } from "./use-order-lists.ts"
import { useOrderSelection } from "./use-order-selection.ts"
import { useOrdersRoute } from "./use-orders-route.ts"
import { useHasCards, useIsPhone } from "./use-row-shape.ts"
import "./orders.css"
import "./orders-cards.css"

const TAB_TITLES: Readonly<Record<OrderTab, string>> = {
  working: "Working",
  "in-doubt": "In doubt",
  filled: "Filled",
  rejected: "Rejected",
  cancelled: "Cancelled",
  all: "All",
}

const keyOf = (entry: OrderEntry): string => entry.key
const versionOf = (entry: OrderEntry): number => entry.seq
const toneOf = (entry: OrderEntry): string | undefined => (entry.inDoubt ? "doubt" : undefined)

export function OrdersScreen() {
  return (
    <OrderDeskPlace>
      <Blotter />
    </OrderDeskPlace>
  )
}

function Blotter() {
  const blotter = useBlotter()
  const { route, acts, stepsOf, selection, ask } = blotter
  return (
    <Screen title="Orders" tools={<OrderTabs tab={route.tab} onChoose={route.choose} />}>
      <OrderRows blotter={blotter} />
      {blotter.question === "selected" && (
        <CancelSelectedDialog
          entries={selection.cancellable}
          onClose={() => ask(undefined)}
          onDone={() => {
            ask(undefined)
            selection.none()
          }}
        />
      )}
      {blotter.question === "all" && <CancelAllDialog onClose={() => ask(undefined)} />}
      {route.open !== undefined && (
        <OrderDrawer
          orderKey={route.open}
          stepsOf={stepsOf}
          onClose={() => route.openOrder(undefined)}
          onAmend={(entry) => {
            route.openOrder(undefined)
            // After the drawer gave the focus back.
            setTimeout(() => acts.amend(entry))
          }}
        />
      )}
    </Screen>
  )
}

type BlotterState = ReturnType<typeof useBlotter>

/** Everything that the parts of the blotter share. */
function useBlotter() {
  const route = useOrdersRoute()
  const list = useOrderList(route.tab, route.filter)
  const stepsOf = useSteps()
  const acts = useOrderActs(stepsOf)
  const selection = useOrderSelection(list.entries, route.tab)
  const [question, ask] = useState<"selected" | "all">()
  const grid = useRef<GridHandle<OrderEntry>>(null)
  const search = useRef<HTMLInputElement>(null)
  const open = (entry: OrderEntry): void => route.openOrder(entry.key)
  useOrderCommands({
    grid,
    search,
    acts,
    entries: list.entries,
    tab: route.tab,
    cancellable: selection.cancellable,
    selectedCount: selection.selected.size,
    onChoose: route.choose,
    onOpen: open,
    onCancelAll: () => ask("all"),
    onSelectNone: selection.none,
  })
  return { route, list, stepsOf, acts, selection, question, ask, grid, search, open }
}

function OrderRows({ blotter }: { readonly blotter: BlotterState }) {
  const { route, list, stepsOf, acts, selection, ask, grid, search, open } = blotter
  const { tab, filter, look } = route
  const isPhone = useIsPhone()
  const hasCards = useHasCards()
  const hasAccounts = useAccountNames().length > 1
  const columns = useMemo(
    () => (hasCards ? cardColumns : orderColumns)({ stepsOf, hasAccounts, tab }),
    [hasCards, stepsOf, hasAccounts, tab],
  )
  const { live } = useLive()
  const latestOf = useCallback((entry: OrderEntry) => live.order(entry.key) ?? entry, [live])
  const draft = useDraft()
  const amended = draft === undefined ? undefined : list.all.find(({ key }) => key === draft.key)
  return (
    <div className="orders" data-cards={hasCards || undefined}>
      <OrderTools
        filter={filter}
        onLook={look}
        entries={list.all}
        searchRef={search}
        isPhone={isPhone}
        onLeave={() => grid.current?.focus()}
      >
        {(tab === "working" || tab === "in-doubt") && <CancelAllButton onClick={() => ask("all")} />}
      </OrderTools>
      {list.faults.map(({ account, fault }) => (
        <Unread key={account} what={`Past orders of ${account}`} error={fault} onRetry={list.readAnew} />
      ))}
      <div id="orders-panel" className="orders-panel" role="tabpanel" aria-labelledby={`orders-panel-${tab}`}>
        <DataGrid
          // Another tab begins at its top.
          key={`${tab} ${hasCards}`}
          ref={grid}
          label={`${TAB_TITLES[tab]} orders`}
          name={hasCards ? "orders-phone" : "orders"}
          items={list.entries}
          listKey={list.listKey}
          latestOf={latestOf}
          idOf={keyOf}
          columns={columns}
          selected={selection.selected}
          onSelect={selection.select}
          onOpen={open}
          rowMenu={(entry) => orderMenu(entry, { acts, open, look })}
          versionOf={versionOf}
          toneOf={toneOf}
          isHeld={draft !== undefined}
          rowToken={hasCards ? "--row-card" : "--row"}
          onNearEnd={list.readOn}
          footer={footOf(list)}
          empty={<NoOrders list={list} tab={tab} isFiltered={isFiltering(filter)} onClear={() => look(NO_FILTER)} />}
        />
      </div>
      {amended !== undefined && <AmendBar entry={amended} steps={stepsOf(amended.row)} hasFields={hasCards} />}
      <SelectionBar
        count={selection.selected.size}
        cancellable={selection.cancellable.length}
        onCancel={() => ask("selected")}
        onClear={selection.none}
      />
      <BulkBar />
    </div>
  )
}

function footOf({ isReadingMore, isMoreRefused, readMore }: OrderList): ReactNode {
  if (isReadingMore) return "older ones are being read…"
  if (!isMoreRefused) return null
  return (
    <>
      {"older ones could not be read "}
      <Button isSmall onClick={readMore}>
        Try again
      </Button>
    </>
  )
}

interface OrderTabsProps {
  readonly tab: OrderTab
  readonly onChoose: (tab: OrderTab) => void
}

function OrderTabs({ tab, onChoose }: OrderTabsProps) {
  const counts = useTabCounts()
  const tabs = ORDER_TABS.map((id) => ({
    id,
    title: TAB_TITLES[id],
    count: counts[id],
    ...(id === "in-doubt" && { tone: "doubt" }),
  }))
  return <Tabs label="Which orders" tabs={tabs} chosen={tab} onChoose={onChoose} panelId="orders-panel" />
}

/** Of whole accounts, whatever is looked for. */
function CancelAllButton({ onClick }: { readonly onClick: () => void }) {
  const { working } = useTabCounts()
  return (
    <Button className="orders-cancel-all" disabled={working === undefined || working === 0} onClick={onClick}>
      Cancel all working…
    </Button>
  )
}
