// Where the ticket stands: beside orders and market where the screen is wide, over the screen elsewhere. Closed, it leaves the two buttons that open it. The keys
// B and S open it from any screen.

import { type ScreenId, useRoute } from "../app/routes.ts"
import { useCommands } from "../keys/use-keys.tsx"
import { Button } from "../ui/button.tsx"
import { Drawer } from "../ui/dialog.tsx"
import { useMedia } from "../ui/use-media.ts"
import { TicketForm } from "./ticket-form.tsx"
import { closeTicket, openTicket, useTicket } from "./ticket-store.ts"
import "./ticket.css"

/** Below this a panel beside the screen would leave too little of it. */
const WIDE = "(min-width: 1100px)"
const SCREENS_BESIDE: readonly ScreenId[] = ["orders", "market"]

/** The screen that has the ticket beside itself now; undefined: it opens over the screen. */
export function useTicketBeside(): ScreenId | undefined {
  const { screen } = useRoute()
  const isWide = useMedia(WIDE)
  return isWide && SCREENS_BESIDE.includes(screen) ? screen : undefined
}

export function TicketPlace() {
  const { screen } = useRoute()
  const beside = useTicketBeside()
  const isDocked = useTicket((state) => beside !== undefined && state.docked[beside] === true)
  const isSheetOpen = useTicket((state) => state.isSheetOpen)
  useCommands([
    {
      id: "ticket.buy",
      title: "Buy: open the ticket",
      group: "Ticket",
      keys: "b",
      run: () => openTicket(beside, "buy"),
    },
    {
      id: "ticket.sell",
      title: "Sell: open the ticket",
      group: "Ticket",
      keys: "s",
      run: () => openTicket(beside, "sell"),
    },
    {
      id: "ticket.close",
      title: "Close the ticket",
      group: "Ticket",
      off: isDocked ? undefined : "The ticket is closed.",
      run: () => closeTicket(beside),
    },
  ])
  if (isDocked) {
    return (
      <aside className="ticket-dock" aria-label="Order ticket">
        <header className="ticket-dock-head">
          <h2>New order</h2>
          <Button look="quiet" isSmall aria-label="Close the ticket" onClick={() => closeTicket(beside)}>
            ✕
          </Button>
        </header>
        <TicketForm />
      </aside>
    )
  }
  return (
    <>
      {SCREENS_BESIDE.includes(screen) && <ClosedTicket beside={beside} />}
      {isSheetOpen && (
        <Drawer title="New order" isNarrow onClose={() => closeTicket(undefined)}>
          <TicketForm />
        </Drawer>
      )}
    </>
  )
}

function ClosedTicket({ beside }: { readonly beside: ScreenId | undefined }) {
  return (
    <aside className="ticket-closed" aria-label="Open the order ticket">
      <button type="button" data-tone="buy" onClick={() => openTicket(beside, "buy")}>
        Buy
      </button>
      <button type="button" data-tone="sell" onClick={() => openTicket(beside, "sell")}>
        Sell
      </button>
    </aside>
  )
}
