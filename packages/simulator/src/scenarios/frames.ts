// Frames in other words: what OKX's wire never says in these scenes, written into a frame that was really sent. Used where a row of the table asks for something
// that no OKX exchange does.

import { Decimals, format } from "@okx-oms/core"

/** Quantities and prices of every row multiplied, as a split of the instrument would do it. */
export function scaled(body: string, by: { readonly quantity: number; readonly price: number }): string {
  const [quantity, price] = [by.quantity, by.price].map((factor) => Decimals.decimal(String(factor)))
  return body.replaceAll(
    /"(sz|accFillSz|fillSz|px|fillPx|avgPx)":"([0-9.]+)"/g,
    (_all, field: string, text: string) => {
      const factor = field.endsWith("z") ? quantity : price
      return `"${field}":"${format(Decimals.multiply(Decimals.decimal(text), factor ?? Decimals.ONE))}"`
    },
  )
}

/** The first row of a push or answer with other fields. */
export function withFields(body: string, fields: Readonly<Record<string, string>>): string {
  return Object.entries(fields).reduce(
    (text, [name, value]) => text.replace(new RegExp(`"${name}":"[^"]*"`), `"${name}":"${value}"`),
    body,
  )
}

/** The answer to a batch with one item missing. */
export function withoutItem(body: string, at: number): string {
  const answer: unknown = JSON.parse(body)
  if (typeof answer !== "object" || answer === null || !("data" in answer) || !Array.isArray(answer.data)) return body
  return JSON.stringify({ ...answer, data: answer.data.filter((_item, index) => index !== at) })
}
