// Small makers and setters of elements, and how figures are written. Everything is set as text, never as markup, and only
// where it changed, so that a page that polls every second stays still.

export function byId(id) {
  const found = document.getElementById(id)
  if (found === null) throw new Error(`no element ${id}`)
  return found
}

export function element(name, className, text) {
  const made = document.createElement(name)
  if (className) made.className = className
  if (text !== undefined) made.textContent = text
  return made
}

export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text
}

export function setTitle(node, text) {
  if (node.title !== text) node.title = text
}

/** Brings `parent` to as many children as there are items; `make` makes one, `fill` sets it. */
export function fillChildren(parent, items, make, fill) {
  while (parent.children.length > items.length) parent.lastElementChild.remove()
  while (parent.children.length < items.length) parent.append(make())
  for (const [at, item] of items.entries()) fill(parent.children[at], item, at)
}

const DECIMALS_SHOWN = 8

/** A decimal text with its thousands apart and at most eight places; the whole is in the title. */
export function amount(text) {
  if (text === undefined || text === null || text === "") return "–"
  const [, sign, whole, part = ""] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(String(text)) ?? []
  if (whole === undefined) return String(text)
  const shown = part.slice(0, DECIMALS_SHOWN).replace(/0+$/, "")
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",")
  return `${sign === "-" ? "−" : ""}${grouped}${shown === "" ? "" : `.${shown}`}`
}

/** Decimal texts with the same number of places, so that their points stand below each other. */
export function inLine(texts, least = 0) {
  const places = Math.min(DECIMALS_SHOWN, Math.max(least, ...texts.map((text) => (text.split(".")[1] ?? "").length)))
  return texts.map((text) => rounded(text, places))
}

/** What somebody has: cents where there is much of it, more where there is little. */
export function holding(text) {
  const value = Math.abs(Number(text))
  return value >= 1000 ? rounded(text, 2) : amount(value >= 1 ? String(text).replace(/(\.\d{6})\d+$/, "$1") : text)
}

/** A decimal text to so many places, for what is only looked at. */
export function rounded(text, places) {
  const value = Number(text)
  if (text === "" || text === undefined || !Number.isFinite(value)) return "–"
  return value
    .toLocaleString("en-US", { minimumFractionDigits: places, maximumFractionDigits: places })
    .replace("-", "−")
}

export function clockTime(ms) {
  const at = new Date(Number(ms))
  return Number.isNaN(at.getTime()) ? "–" : at.toISOString().slice(11, 19)
}

/** "3 s", "12 min", "5 h 20 min" */
export function duration(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`
}

export function sideTone(side) {
  return side === "buy" || side === "long" ? "buy" : side === "sell" || side === "short" ? "sell" : ""
}
