// Reading request parameters the way OKX does: everything may come as text, number or boolean; unknown names are ignored.
// It relies on nothing.

export type Parameters = Readonly<Record<string, unknown>>

/** A parameter as text; "" when it is absent or null. */
export function text(parameters: Parameters, name: string): string {
  const value = parameters[name]
  switch (typeof value) {
    case "string":
      return value
    case "number":
    case "boolean":
      return String(value)
    default:
      return ""
  }
}

/** False for a list that is left out in one of the ways clients have: not there, null, "" or empty. */
export function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && value !== "" && !(Array.isArray(value) && value.length === 0)
}

export function isTrue(parameters: Parameters, name: string): boolean {
  return text(parameters, name) === "true"
}

/** A comma-separated parameter; empty when it is absent. */
export function list(parameters: Parameters, name: string): string[] {
  const value = text(parameters, name)
  return value === "" ? [] : value.split(",").map((part) => part.trim())
}

/** A whole number at or above zero, undefined when the text is none. */
export function wholeNumber(value: string): number | undefined {
  if (!/^\d{1,16}$/.test(value)) return undefined
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : undefined
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

/** 1-32 letters and digits: clOrdId, reqId, the id of a WebSocket message. */
export function isIdentifier(value: string, lengthMax = 32): boolean {
  return value.length <= lengthMax && /^[A-Za-z0-9]+$/.test(value)
}
