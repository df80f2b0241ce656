// The lists beside the orders: fills, events, and breaks with the field for a person's word on each.

import { element, flash, setText, setTone } from "./page-elements.js"
import {
  ageText,
  eventFacts,
  eventTitle,
  orderLine,
  padded,
  scalesOf,
  shortDecimal,
  timeText,
  unitText,
} from "./page-words.js"

const EVENTS_SHOWN = 200
const LINES_KEPT = 2_000

/** Newest first; the list is small, so it is made anew when it changed, and what is new is marked. */
export class FillList {
  #body
  #priceScale
  #shown

  constructor(body, priceScale) {
    this.#body = body
    this.#priceScale = priceScale
  }

  show(fills) {
    const keys = fills.map((fill) => `${fill.okxOrderId}/${fill.tradeId}`)
    if (this.#shown !== undefined && keys.join() === [...this.#shown].join()) return
    const scales = scalesOf(fills, ({ quantity }) => [quantity])
    const lines = fills.map((fill) => this.#line(fill, scales.get(fill.symbol) ?? 0))
    this.#body.replaceChildren(...lines)
    const before = this.#shown
    this.#shown = new Set(keys)
    if (before === undefined) return
    for (const [index, line] of lines.entries()) if (!before.has(keys[index])) flash(line)
  }

  #line(fill, quantityScale) {
    const line = element("tr")
    const time = element("td", "soft", timeText(fill.at))
    time.title = fill.at
    const side = element("td", "side", fill.side)
    side.dataset.tone = fill.side
    const quantity = element("td", "number", shortDecimal(padded(fill.quantity, quantityScale)))
    quantity.append(element("span", "unit", unitText(fill.symbol, fill.unit)))
    const price = element("td", "number", padded(fill.price, this.#priceScale(fill.symbol)))
    const fee = element("td", "number")
    for (const { amount, currency } of fill.fees) {
      fee.append(element("span", "", shortDecimal(amount)), element("span", "unit", currency))
      fee.title = `${amount} ${currency}`
    }
    line.append(time, element("td", "", fill.symbol), side, quantity, price, fee, element("td", "soft", fill.liquidity))
    return line
  }
}

/** Newest on top, the oldest forgotten. Orders are called by what they are, as far as they were seen. */
export class EventList {
  #list
  #lastSeq = 0
  #lines = new Map()

  constructor(list) {
    this.#list = list
  }

  /** Orders of the tables, so that their events can be called by them. */
  learn(orders) {
    for (const order of orders) this.#remember(order)
  }

  /** An event that was shown before is left out: after a lost line some come twice. */
  add(event) {
    if (event.type === "OrderCreated" || event.type === "OrderAdopted") this.#remember(event)
    if (event.seq <= this.#lastSeq) return
    this.#lastSeq = event.seq
    const line = element("li")
    const { text, tone } = eventTitle(event.type)
    const what = element("span", "what", text)
    what.dataset.tone = tone
    const time = element("time", "soft", timeText(event.at))
    time.dateTime = event.at
    const told = eventFacts(event, this.#lines.get(event.orderId))
    const facts = element("span", "facts", told)
    facts.title = `seq ${event.seq}, ${event.cause}${event.orderId ? `, ${event.orderId}` : ""}\n${told}`
    line.append(time, what, facts)
    this.#list.prepend(line)
    while (this.#list.childElementCount > EVENTS_SHOWN) this.#list.lastChild.remove()
  }

  /** Another journal: its numbers begin anew. */
  restart() {
    this.#lastSeq = 0
    this.#list.replaceChildren()
  }

  #remember(order) {
    this.#lines.set(order.orderId, orderLine(order))
    if (this.#lines.size > LINES_KEPT) this.#lines.delete(this.#lines.keys().next().value)
  }
}

/** Open breaks, each with its evidence and the field that closes it. */
export class BreakList {
  #list
  #onResolve
  #rows = new Map()

  constructor(list, onResolve) {
    this.#list = list
    this.#onResolve = onResolve
  }

  show(breaks) {
    const open = breaks.filter(({ resolvedAt }) => resolvedAt === null)
    for (const [breakId, row] of this.#rows) {
      if (open.some((one) => one.breakId === breakId)) continue
      row.line.remove()
      this.#rows.delete(breakId)
    }
    for (const found of open.toReversed()) {
      if (this.#rows.has(found.breakId)) continue
      const row = this.#row(found)
      this.#rows.set(found.breakId, row)
      this.#list.prepend(row.line)
    }
  }

  tick(now) {
    for (const { age, found } of this.#rows.values()) setText(age, ageText(found.foundAt, now))
  }

  #row(found) {
    const line = element("li")
    const kind = element("span", "what", found.kind.replaceAll("-", " "))
    setTone(kind, found.action === "needs a person" ? "bad" : "warn")
    const age = element("span", "soft age", ageText(found.foundAt, Date.now()))
    const facts = element("span", "facts")
    facts.append(
      element("strong", "", "here "),
      found.ours,
      element("strong", "", " · OKX "),
      found.theirs,
      element(
        "span",
        "soft",
        ` · ${found.evidence} · ${found.action}${(found.orderId ?? found.subject) === null ? "" : ` · ${found.orderId ?? found.subject}`}`,
      ),
    )
    const form = element("form")
    const input = element("input")
    input.type = "text"
    input.required = true
    input.maxLength = 200
    input.placeholder = "what you found and did"
    input.setAttribute("aria-label", `Resolution of ${found.kind} ${found.breakId}`)
    const button = element("button", "", "Resolve")
    form.append(input, button)
    form.addEventListener("submit", (event) => {
      event.preventDefault()
      this.#onResolve(found.breakId, input.value.trim(), button)
    })
    line.append(age, kind, facts, form)
    return { line, age, found }
  }
}
