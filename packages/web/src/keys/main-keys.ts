// The keys of the whole page in one table: those of screens that are not shown are in no registry, and a person who gives a command another key must not take
// one of theirs. Pure; a test keeps the table and what screens register together.

import { SCREENS } from "../app/routes.ts"

export interface MainKey {
  /** Of the command. */
  readonly id: string
  readonly title: string
  readonly group: string
  readonly keys: string
}

export const MAIN_KEYS: readonly MainKey[] = [
  { id: "palette", title: "Find a command", group: "Page", keys: "ctrl+k" },
  { id: "help", title: "Keys of this page", group: "Page", keys: "?" },
  ...SCREENS.map(({ id, title, keys }) => ({
    id: `go.${id}`,
    title: `Go to ${title.toLowerCase()}`,
    group: "Screens",
    keys,
  })),
  { id: "orders.search", title: "Search orders", group: "Orders", keys: "/" },
  { id: "orders.cancel", title: "Cancel the order, or the selected ones", group: "Orders", keys: "x" },
  { id: "orders.amend", title: "Amend the order", group: "Orders", keys: "e" },
  { id: "orders.open", title: "Timeline of the order", group: "Orders", keys: "t" },
  { id: "orders.cancel-all", title: "Cancel all working orders…", group: "Orders", keys: "shift+x" },
  { id: "orders.tab-next", title: "Next tab", group: "Orders", keys: "]" },
  { id: "orders.tab-previous", title: "Previous tab", group: "Orders", keys: "[" },
  { id: "ticket.buy", title: "Buy: open the ticket", group: "Ticket", keys: "b" },
  { id: "ticket.sell", title: "Sell: open the ticket", group: "Ticket", keys: "s" },
  { id: "trading.halt", title: "Halt trading…", group: "Trading", keys: "shift+h" },
  { id: "grids.start", title: "Start a grid…", group: "Grids", keys: "n" },
]

/** What every table, every field and the browser itself hear. */
const TAKEN: readonly { readonly keys: readonly string[]; readonly by: string }[] = [
  {
    keys: [
      "ArrowUp",
      "ArrowDown",
      "PageUp",
      "PageDown",
      "Home",
      "End",
      "Enter",
      " ",
      "j",
      "k",
      "ctrl+a",
      "ContextMenu",
    ],
    by: "tables",
  },
  {
    keys: ["shift+j", "shift+k", "shift+ArrowUp", "shift+ArrowDown", "shift+F10", "ArrowLeft", "ArrowRight"],
    by: "tables",
  },
  { keys: ["Escape", "Tab", "shift+Tab", "Backspace", "Delete"], by: "fields and dialogs" },
  {
    keys: [
      ..."cvxzyfprtwns".split("").map((letter) => `ctrl+${letter}`),
      "ctrl+shift+t",
      "ctrl+shift+n",
      "ctrl+shift+i",
    ],
    by: "the browser",
  },
  {
    keys: ["F1", "F3", "F5", "F6", "F7", "F11", "F12", "ctrl+Tab", "ctrl+F5", "alt+ArrowLeft", "alt+ArrowRight"],
    by: "the browser",
  },
]

export type ChosenKeys = Readonly<Record<string, string>>

/** The key that a command has now. */
export function keysNow({ id, keys }: MainKey, chosen: ChosenKeys): string {
  return chosen[id] ?? keys
}

/** Why the command `id` cannot have `keys`, for people; undefined when it can. */
export function keyConflict(
  id: string,
  keys: string,
  chosen: ChosenKeys,
  table: readonly MainKey[] = MAIN_KEYS,
): string | undefined {
  const other = table.find((one) => one.id !== id && keysNow(one, chosen) === keys)
  if (other !== undefined) return `is the key of “${other.title}”`
  const taken = TAKEN.find((one) => one.keys.includes(keys))
  return taken === undefined ? undefined : `is needed by ${taken.by}`
}

/** What is kept once the command has `keys`: its own key is none of the person's. */
export function withKey(
  id: string,
  keys: string,
  chosen: ChosenKeys,
  table: readonly MainKey[] = MAIN_KEYS,
): ChosenKeys {
  const { [id]: _before, ...others } = chosen
  return table.find((one) => one.id === id)?.keys === keys ? others : { ...others, [id]: keys }
}
