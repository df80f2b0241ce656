// What the names of a grid's orders say. A grid writes strategy, run, level, side and cycle into the client order id of each of its orders; from there the page
// reads which range an order belongs to, of grids of this server and of those that run elsewhere.

export interface GridOrderName {
  readonly strategy: string
  /** 1, 2, ...: each range that it moved to is another run. */
  readonly run: number
  /** From the lowest price up. */
  readonly level: number
  readonly side: "buy" | "sell"
}

/** "grid-3.915003.1f0c99ab-L07-B-000012" */
const NAME = /^(.+)-(\d{1,6})\.\d{1,15}\.[0-9a-f]{8}-L(\d{2,3})-([BS])-\d{6,9}$/

/** Undefined for every other id. */
export function gridOrderName(clientOrderId: string | null): GridOrderName | undefined {
  const [, strategy, run, level, side] = NAME.exec(clientOrderId ?? "") ?? []
  if (strategy === undefined) return undefined
  return { strategy, run: Number(run), level: Number(level), side: side === "B" ? "buy" : "sell" }
}
