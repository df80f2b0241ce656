// From the words of a command line to a command and what it was given, by the command table and node:util's parseArgs. A mistake is told with what was
// meant to be written; nothing is done before everything is understood.

import { type ParseArgsOptionDescriptor, parseArgs } from "node:util"
import type { Command, Given, Option, Options, StringOption } from "./command.ts"
import { optionsOf } from "./common-options.ts"
import { UsageError } from "./faults.ts"

export type Parsed =
  | { readonly kind: "run"; readonly command: Command; readonly given: Given }
  /** `of`: a command's full name, the first word of several, or "". */
  | { readonly kind: "help"; readonly of: string }
  | { readonly kind: "version" }
  /** A program of its own gets the rest as it is. */
  | { readonly kind: "pass"; readonly command: Command; readonly rest: readonly string[] }

/** Throws UsageError. */
export function parseLine(words: readonly string[], commands: readonly Command[]): Parsed {
  const [first = ""] = words
  if (first === "--version" || first === "-V") return { kind: "version" }
  if (first === "" || first === "--help" || first === "-h") return { kind: "help", of: "" }
  if (first === "help") return { kind: "help", of: helpSubject(words.slice(1), commands) }
  const found = findCommand(words, commands)
  if (found === undefined) return ofGroup(words, commands)
  const { command, rest } = found
  if (command.passes === true) return { kind: "pass", command, rest }
  // Anywhere in the line, even in one that is wrong otherwise.
  if (rest.some((word) => word === "--help" || word === "-h")) return { kind: "help", of: command.name }
  return { kind: "run", command, given: givenOf(command, rest) }
}

function findCommand(
  words: readonly string[],
  commands: readonly Command[],
): { command: Command; rest: readonly string[] } | undefined {
  for (const length of [2, 1]) {
    const name = words.slice(0, length).join(" ")
    const command = commands.find((one) => one.name === name || one.aliases?.includes(name))
    if (command === undefined || words.length < length) continue
    const preset = command.presets?.[name] ?? []
    return { command, rest: [...preset, ...words.slice(length)] }
  }
  return undefined
}

function helpSubject(words: readonly string[], commands: readonly Command[]): string {
  if (words.length === 0) return ""
  const found = findCommand(words, commands)
  if (found !== undefined) return found.command.name
  const [first = ""] = words
  if (isGroup(first, commands)) return first
  throw new UsageError(unknownCommand(words.join(" "), commands))
}

/** "oms order": its commands; "oms order plaec": which one was meant. */
function ofGroup(words: readonly string[], commands: readonly Command[]): Parsed {
  const [first = "", second] = words
  const isFlag = second === undefined || second === "--help" || second === "-h"
  if (isGroup(first, commands) && isFlag) return { kind: "help", of: first }
  const name = isGroup(first, commands) ? `${first} ${second ?? ""}` : first
  throw new UsageError(unknownCommand(name, commands))
}

export function isGroup(word: string, commands: readonly Command[]): boolean {
  return commands.some(({ name }) => name.startsWith(`${word} `))
}

function unknownCommand(name: string, commands: readonly Command[]): string {
  const names = commands.flatMap((one) => [one.name, ...(one.aliases ?? [])])
  return `there is no command "${name}"${meant(name, names)}`
}

function givenOf(command: Command, rest: readonly string[]): Given {
  const options = optionsOf(command)
  const { values, positionals } = read(command, options, rest)
  return { args: argumentsOf(command, positionals), options: optionValues(command, options, values) }
}

type Raw = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>

function read(
  command: Command,
  options: Options,
  rest: readonly string[],
): { values: Raw; positionals: readonly string[] } {
  const args = [...rest]
  // A first pass that takes everything finds unknown options by name, in our words.
  const { tokens } = parseArgs({ args, options: descriptors(options), strict: false, tokens: true })
  for (const token of tokens) {
    if (token.kind !== "option") continue
    const option = options[token.name]
    if (option === undefined || !Object.hasOwn(options, token.name)) {
      const names = Object.keys(options).map((name) => `--${name}`)
      throw new UsageError(`there is no option ${token.rawName}${meant(token.rawName, names)}`, command.name)
    }
    if (option.type === "string" && token.value === undefined)
      throw new UsageError(`${token.rawName} needs a value: ${token.rawName} ${option.value}`, command.name)
  }
  try {
    const { values, positionals } = parseArgs({
      args,
      options: descriptors(options),
      allowPositionals: true,
      strict: true,
    })
    return { values, positionals }
  } catch (error) {
    const [first = "it cannot be read"] = error instanceof Error ? error.message.split(/[.\n]/) : []
    throw new UsageError(first, command.name)
  }
}

function descriptors(options: Options): Record<string, ParseArgsOptionDescriptor> {
  return Object.fromEntries(
    Object.entries(options).map(([name, option]) => [
      name,
      {
        type: option.type,
        ...(option.short !== undefined && { short: option.short }),
        ...(option.type === "string" && { multiple: true }),
      },
    ]),
  )
}

function optionValues(command: Command, options: Options, raw: Raw): Given["options"] {
  const values: Record<string, Given["options"][string]> = {}
  for (const [name, option] of Object.entries(options)) values[name] = optionValue(command, name, option, raw[name])
  if (values.json === true && values.csv === true) throw new UsageError("--json or --csv, not both", command.name)
  return values
}

function optionValue(command: Command, name: string, option: Option, raw: Raw[string]): Given["options"][string] {
  if (option.type === "boolean") return raw === true
  const texts = Array.isArray(raw) ? raw.map(String) : []
  if (option.multiple === true) return texts.map((text) => checked(command, `--${name}`, option, text))
  if (texts.length > 1) throw new UsageError(`--${name} was given ${texts.length} times`, command.name)
  const [text] = texts
  if (text === undefined) return undefined
  const value = checked(command, `--${name}`, option, text)
  return option.whole === undefined ? value : wholeNumber(command, name, option.whole, value)
}

function checked(command: Command, name: string, { values }: Pick<StringOption, "values">, text: string): string {
  if (text === "") throw new UsageError(`${name} is empty`, command.name)
  if (values === undefined || values.includes(text)) return text
  throw new UsageError(`${name} ${text}: expected ${oneOf(values)}${meant(text, values)}`, command.name)
}

function wholeNumber(command: Command, name: string, range: { lowest: number; highest: number }, text: string): number {
  const value = Number(text)
  if (/^\d{1,15}$/.test(text) && value >= range.lowest && value <= range.highest) return value
  throw new UsageError(
    `--${name} ${text}: expected a whole number from ${range.lowest} to ${range.highest}`,
    command.name,
  )
}

function argumentsOf(command: Command, words: readonly string[]): Given["args"] {
  const { args, name } = command
  const last = args.at(-1)
  if (words.length > args.length && last?.many !== true) {
    throw new UsageError(`"${words[args.length] ?? ""}" is one word too many`, name)
  }
  return args.map((argument, index) => {
    if (argument.many === true) return words.slice(index)
    const word = words[index]
    if (word === undefined || word === "") {
      if (argument.optional === true && word === undefined) return undefined
      throw new UsageError(`${argument.name} is missing: ${argument.summary}`, name)
    }
    return checked(command, argument.name, argument, word)
  })
}

function oneOf(words: readonly string[]): string {
  return words.length === 1 ? (words[0] ?? "") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`
}

/** " (did you mean ...?)" when one is at most two letters away. */
export function meant(word: string, known: readonly string[]): string {
  let best: string | undefined
  let least = 3
  for (const one of known) {
    const far = distance(word, one)
    if (far < least && far < one.length / 2) [best, least] = [one, far]
  }
  return best === undefined ? "" : ` (did you mean ${best}?)`
}

/** How many letters must be changed, added, taken away or swapped with their neighbour. */
function distance(from: string, to: string): number {
  const rows: number[][] = [Array.from({ length: to.length + 1 }, (_, index) => index)]
  for (let i = 1; i <= from.length; i++) {
    const row = [i]
    for (let j = 1; j <= to.length; j++) {
      const same = from[i - 1] === to[j - 1] ? 0 : 1
      const swapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]
      row.push(
        Math.min(
          (rows[i - 1]?.[j] ?? 0) + 1,
          (row[j - 1] ?? 0) + 1,
          (rows[i - 1]?.[j - 1] ?? 0) + same,
          swapped ? (rows[i - 2]?.[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
        ),
      )
    }
    rows.push(row)
  }
  return rows[from.length]?.[to.length] ?? 0
}
