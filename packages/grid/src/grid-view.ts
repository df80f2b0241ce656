// The grid's picture of its orders, read from the order manager and kept up to date order by order. It relies on the desk for rows and on GridBook to
// sort out what is late or double. It decides nothing; what it cannot explain yet (fills on their way) it asks for again a little later.
//
// After a start, whatever happened before it, the picture is made of the order manager alone: the orders of the strategy page by page, newest first,
// until those of an older run appear (a run begins only when nothing of the run before is open); the open ones as they are now, which also tells which
// rows of the pages are out of date; and all fills for the profit. A row that is missing because the pages lag a moment does no harm: the order would be
// asked for under the same name again, and the order manager answers with the one that it has.

import { eachAtOnce } from "./at-once.ts"
import type { Desk, DeskFill, DeskOrder } from "./desk.ts"
import { GridBook, isBooked, isOpenOrder } from "./grid-book.ts"
import { compareRuns, parseName } from "./grid-ids.ts"
import type { GridMarket } from "./grid-plan.ts"
import { ProfitBook } from "./grid-profit.ts"

/** 500 rows each: more is another program's history. */
const PAGES_MAX = 10_000
/** Fills that an order says it has and that do not come are asked for again after this long. */
const ASK_AGAIN_MS = 250
/** On every later reading, fills from so long before the newest known one on: exchange times of late fills are not in sequence. */
const FILL_OVERLAP_MS = 10 * 60_000
/** Orders asked about at once. */
const READS_AT_ONCE = 4

export class GridView {
  readonly book: GridBook
  readonly profit: ProfitBook
  readonly #desk: Desk
  readonly #strategy: string
  /** Orders to ask about, by client order id, and from when on. */
  readonly #stale = new Map<string, number>()
  #newestFillAt: number | undefined

  constructor(desk: Desk, { strategy, market }: { strategy: string; market: GridMarket }) {
    this.#desk = desk
    this.#strategy = strategy
    this.book = new GridBook(strategy)
    this.profit = new ProfitBook(strategy, market)
  }

  /** Reads everything, at the start and when news were missed. Throws DeskUnavailable. */
  async readAll(now: number): Promise<void> {
    await this.#readOrders()
    await this.compare(now)
  }

  /** Compares with the orders that are open now and asks about every difference; takes fills that nobody told of. Throws DeskUnavailable. */
  async compare(now: number): Promise<void> {
    await this.#readFills()
    const open = await this.#desk.openOrders()
    const openIds = new Set(open.map(({ orderId }) => orderId))
    for (const order of open) this.book.takeOrder(order)
    for (const entry of this.book.all()) {
      const { order } = entry
      if ((isOpenOrder(order) && !openIds.has(order.orderId)) || !isBooked(entry)) this.ask(order.clientOrderId, now)
    }
    for (const order of this.book.strays) if (!openIds.has(order.orderId)) this.ask(order.clientOrderId, now)
  }

  /** The order is to be read again. */
  ask(clientOrderId: string, from: number): void {
    this.#stale.set(clientOrderId, Math.min(from, this.#stale.get(clientOrderId) ?? from))
  }

  /** Something happened to the order; of foreign orders nothing is asked. */
  heard(news: { readonly orderId: string; readonly clientOrderId?: string }, now: number): void {
    const known = this.book.byOrderId(news.orderId)?.order ?? this.book.strays.find((o) => o.orderId === news.orderId)
    const clientOrderId = news.clientOrderId ?? known?.clientOrderId
    if (clientOrderId !== undefined && parseName(this.#strategy, clientOrderId) !== undefined) {
      this.ask(clientOrderId, now)
    }
  }

  /** Reads the orders that are due. Gives the fills that were not known. Throws DeskUnavailable; what was not read stays due. */
  async refresh(now: number): Promise<readonly DeskFill[]> {
    const due = [...this.#stale].filter(([, from]) => from <= now).map(([clientOrderId]) => clientOrderId)
    const news: DeskFill[] = []
    await eachAtOnce(due, READS_AT_ONCE, async (clientOrderId) => {
      news.push(...(await this.read(clientOrderId, now)))
    })
    return news
  }

  /** Reads one order as it is now. */
  async read(clientOrderId: string, now: number): Promise<readonly DeskFill[]> {
    const found = await this.#desk.order(clientOrderId)
    this.#stale.delete(clientOrderId)
    if (found === undefined) return []
    this.book.takeOrder(found.order)
    const news = found.fills.filter((fill) => this.takeFill(fill))
    const entry = this.book.byOrderId(found.order.orderId)
    if (entry !== undefined && !isBooked(entry)) this.ask(clientOrderId, now + ASK_AGAIN_MS)
    return news
  }

  /** True when the fill is news. */
  takeFill(fill: DeskFill): boolean {
    this.#newestFillAt = Math.max(this.#newestFillAt ?? fill.at, fill.at)
    this.book.takeFill(fill)
    return this.profit.takeFill(fill)
  }

  /** All of them at first, then the latest: pages may lag, so what one reading missed the next one finds. */
  async #readFills(): Promise<void> {
    const since = this.#newestFillAt === undefined ? undefined : this.#newestFillAt - FILL_OVERLAP_MS
    let pages = 0
    for await (const page of this.#desk.fills(since)) {
      if (++pages > PAGES_MAX) throw new Error(`more than ${PAGES_MAX} pages of fills`)
      for (const fill of page) this.takeFill(fill)
    }
  }

  async #readOrders(): Promise<void> {
    let pages = 0
    for await (const page of this.#desk.orders()) {
      if (++pages > PAGES_MAX) throw new Error(`more than ${PAGES_MAX} pages of orders in one run`)
      for (const order of page) this.book.takeOrder(order)
      if (page.some((order) => this.#isOfOlderRun(order))) return
    }
  }

  #isOfOlderRun({ clientOrderId }: DeskOrder): boolean {
    const name = parseName(this.#strategy, clientOrderId)
    return name !== undefined && this.book.run !== undefined && compareRuns(name.run, this.book.run) < 0
  }
}
