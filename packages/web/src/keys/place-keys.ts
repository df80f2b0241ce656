// The keys of places that hear them themselves, for the help: a table's are its own, those of the ladder and of fields with steps stand here. They mean nothing
// elsewhere and cannot be given to other commands.

export interface PlaceKeys {
  readonly place: string
  readonly keys: readonly { readonly keys: string; readonly title: string }[]
}

export const PLACE_KEYS: readonly PlaceKeys[] = [
  {
    place: "Book of a market",
    keys: [
      { keys: "↑ ↓", title: "one price up or down, over the spread" },
      { keys: "Enter or Space", title: "fill the ticket with the price" },
      { keys: "X or Delete", title: "cancel own orders at the price" },
    ],
  },
  {
    place: "Price and quantity",
    keys: [
      { keys: "↑ ↓", title: "one step; so does the wheel" },
      { keys: "Shift+↑ Shift+↓", title: "ten steps; so do PageUp and PageDown" },
      { keys: "Escape", title: "leave the ticket to the keys of the page" },
    ],
  },
]
