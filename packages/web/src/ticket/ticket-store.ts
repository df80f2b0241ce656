// The ticket as the whole page shares it: its draft, whether it is open and where, and who asks for its focus. A click in the ladder and the keys B and S change
// the same draft that the form shows. One per page; what becomes of sent orders is placements.ts's.

import { useSyncExternalStore } from "react"
import { type Draft, EMPTY_DRAFT, type Side } from "./draft.ts"

interface TicketState {
  readonly draft: Draft
  /** The account that was chosen in the ticket; undefined: the one that the page looks at. */
  readonly account: string | undefined
  /** Beside the screens that have a place for it, by screen. */
  readonly docked: Readonly<Record<string, boolean>>
  /** Over the screen, where there is no place beside it. */
  readonly isSheetOpen: boolean
  /** Somebody asked for the ticket by a key or a button, and no form has taken the focus for it yet. */
  readonly isAsked: boolean
}

const KEY = "oms.ticket"
const DOCKED_FRESH = { market: true, orders: false }

const listeners = new Set<() => void>()
let state: TicketState = {
  draft: EMPTY_DRAFT,
  account: undefined,
  docked: readDocked(),
  isSheetOpen: false,
  isAsked: false,
}

export function useTicket<Value>(select: (state: TicketState) => Value): Value {
  return useSyncExternalStore(subscribe, () => select(state))
}

/** As it stands now, for whoever acts once and does not look. */
export function ticketDraft(): Draft {
  return state.draft
}

export function changeDraft(change: Partial<Draft>): void {
  put({ draft: { ...state.draft, ...change } })
}

export function chooseTicketAccount(account: string): void {
  put({ account })
}

/** By a key or a button: it takes the focus. `screen`: which one has it beside itself; undefined: none, it comes over the screen. */
export function openTicket(screen: string | undefined, side?: Side): void {
  if (side !== undefined) changeDraft({ side })
  showTicket(screen)
  put({ isAsked: true })
}

/** Whether a form is to take the focus now. Once for each asking: a form that comes back with its screen would take the keys of the page, and Enter would be an
 *  order. */
export function takeAsking(): boolean {
  const { isAsked } = state
  if (isAsked) put({ isAsked: false })
  return isAsked
}

/** Without taking the focus: whoever clicks in the ladder stays there. */
export function showTicket(screen: string | undefined): void {
  if (screen === undefined) put({ isSheetOpen: true })
  else putDocked({ ...state.docked, [screen]: true })
}

export function closeTicket(screen: string | undefined): void {
  put({ isSheetOpen: false, isAsked: false })
  if (screen !== undefined) putDocked({ ...state.docked, [screen]: false })
}

function put(change: Partial<TicketState>): void {
  state = { ...state, ...change }
  for (const listener of listeners) listener()
}

function putDocked(docked: TicketState["docked"]): void {
  put({ docked })
  try {
    localStorage.setItem(KEY, JSON.stringify(docked))
  } catch {
    // Storage is off or full: the choice holds until the page is loaded anew.
  }
}

function readDocked(): TicketState["docked"] {
  try {
    return { ...DOCKED_FRESH, ...(JSON.parse(localStorage.getItem(KEY) ?? "{}") as Record<string, boolean>) }
  } catch {
    return DOCKED_FRESH
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
