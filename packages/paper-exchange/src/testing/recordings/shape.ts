// How a recorded value and an answer differ in shape: names, JSON types, and what kind of text stands where. Values are not
// compared. What a recording leaves empty may be filled here; what it fills must be.

export type TextKind = "empty" | "milliseconds" | "microseconds" | "number" | "flag" | "word"

/** Texts that the one who asks chooses, or that are for people to read. */
const FREE = new Set([
  "clOrdId",
  "algoClOrdId",
  "attachAlgoClOrdId",
  "tag",
  "label",
  "reqId",
  "id",
  "connId",
  "ip",
  "msg",
  "sMsg",
  "notes",
  "title",
  "href",
  "scheDesc",
  "connCount",
  "cancelSourceReason",
])

export function textKind(text: string): TextKind {
  if (text === "") return "empty"
  if (text === "true" || text === "false") return "flag"
  if (/^1\d{12}$/.test(text)) return "milliseconds"
  if (/^1\d{15}$/.test(text)) return "microseconds"
  return /^-?\d+(\.\d+)?(E-?\d+)?$/.test(text) ? "number" : "word"
}

function jsonType(value: unknown): string {
  return Array.isArray(value) ? "array" : value === null ? "null" : typeof value
}

/** Every path where the answer lacks something, has another type, or another kind of text. */
export function differences(recorded: unknown, answer: unknown, path = ""): string[] {
  const [there, here] = [jsonType(recorded), jsonType(answer)]
  if (there !== here) return [`${path}: ${there} recorded, ${here} here`]
  if (Array.isArray(recorded) && Array.isArray(answer)) {
    if (recorded.length === 0) return []
    if (answer.length === 0) return [`${path}: rows recorded, none here`]
    const tuple = !recorded.some((row) => typeof row === "object" && row !== null)
    return tuple ? tupleDifferences(recorded, answer, path) : differences(recorded[0], answer[0], `${path}[0]`)
  }
  if (typeof recorded === "string" && typeof answer === "string") return textDifference(recorded, answer, path)
  if (!isObject(recorded) || !isObject(answer)) return []
  return Object.entries(recorded).flatMap(([name, value]) =>
    Object.hasOwn(answer, name) ? differences(value, answer[name], `${path}.${name}`) : [`${path}.${name}: missing`],
  )
}

/** Names that the answer has and the recording has not, where both are objects. */
export function additions(recorded: unknown, answer: unknown, path = ""): string[] {
  if (Array.isArray(recorded) && Array.isArray(answer)) {
    return recorded.length === 0 || answer.length === 0 ? [] : additions(recorded[0], answer[0], `${path}[0]`)
  }
  if (!isObject(recorded) || !isObject(answer)) return []
  return Object.entries(answer).flatMap(([name, value]) =>
    Object.hasOwn(recorded, name) ? additions(recorded[name], value, `${path}.${name}`) : [`${path}.${name}: added`],
  )
}

/** A tuple (a candle, a level of a book) has its length and kinds; a list of words only its kind. */
function tupleDifferences(recorded: readonly unknown[], answer: readonly unknown[], path: string): string[] {
  const isTuple = recorded.every((value) => typeof value === "string" && textKind(value) !== "word")
  if (!isTuple) return differences({ value: recorded[0] }, { value: answer[0] }, `${path}[]`)
  if (recorded.length !== answer.length) return [`${path}: ${recorded.length} recorded, ${answer.length} here`]
  return recorded.flatMap((value, at) => differences(value, answer[at], `${path}[${at}]`))
}

function textDifference(recorded: string, answer: string, path: string): string[] {
  const name = path.slice(path.lastIndexOf(".") + 1)
  const [there, here] = [textKind(recorded), textKind(answer)]
  if (there === here || there === "empty" || FREE.has(name)) return []
  return [`${path}: ${there} recorded, ${here} here`]
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}
