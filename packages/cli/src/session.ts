// One run of one command: who is asked (the client, made when first needed), how its answer is shown (table, JSON, CSV), what is said beside it, and whether a
// person agrees. Commands get it and print by nothing else, so that all of them look and behave alike.

import type { OmsClient } from "@okx-oms/api"
import type { CommonOptions } from "./common-options.ts"
import { clientOf, type Target, targetOf } from "./connection.ts"
import { csvLine, csvRow } from "./csv.ts"
import { EXIT } from "./exit-codes.ts"
import { CommandFailed } from "./faults.ts"
import { type Ink, type Paint, painter } from "./paint.ts"
import { type Column, factLines, tableLines } from "./table.ts"
import { askLine, isTerminal, print, type Terminal, wantsColour, widthOf } from "./terminal.ts"

export interface Fact {
  readonly name: string
  readonly text: string
  readonly ink?: Ink | undefined
}

export class Session {
  readonly terminal: Terminal
  readonly options: CommonOptions
  /** For stdout and for stderr: one may be a file. */
  readonly paint: Paint
  readonly paintNote: Paint
  #target: Promise<Target> | undefined
  #client: Promise<OmsClient> | undefined

  constructor(terminal: Terminal, options: CommonOptions) {
    this.terminal = terminal
    this.options = options
    this.paint = painter(wantsColour(terminal.out, terminal.env))
    this.paintNote = painter(wantsColour(terminal.error, terminal.env))
  }

  /** Which server is meant. Throws UsageError or CommandFailed. */
  target(): Promise<Target> {
    this.#target ??= targetOf(this.options, this.terminal)
    return this.#target
  }

  client(): Promise<OmsClient> {
    this.#client ??= this.target().then((target) =>
      clientOf(target, { env: this.terminal.env, timeoutMs: this.options.timeoutMs }),
    )
    return this.#client
  }

  /** The same server with other patience. */
  async clientWith(options: { timeoutMs: number; retries: number }): Promise<OmsClient> {
    return await clientOf(await this.target(), { env: this.terminal.env, ...options })
  }

  // ---- what is shown ---------------------------------------------------------------------------------------------------------

  /** `fields` are the row's columns in the contract's order; `none` is said when there is nothing. */
  async showRows<Row extends object>(
    rows: readonly Row[],
    how: { readonly columns: readonly Column<Row>[]; readonly fields: readonly string[]; readonly none: string },
  ): Promise<void> {
    const { form } = this.options
    const { out } = this.terminal
    if (form === "json") return await this.#json(rows)
    if (form === "csv") {
      await print(out, csvLine(how.fields))
      for (const row of rows) await print(out, csvRow(how.fields, row))
      return
    }
    if (rows.length === 0) return await this.note(how.none)
    const lines = tableLines(rows, how.columns, { paint: this.paint, width: widthOf(out) })
    await print(out, `${lines.join("\n")}\n`)
  }

  /** One thing: its sides as lines, the row itself for programs. */
  async showOne(row: object, facts: readonly Fact[], fields: readonly string[] = Object.keys(row)): Promise<void> {
    const { form } = this.options
    const { out } = this.terminal
    if (form === "json") return await this.#json(row)
    if (form === "csv") return await print(out, csvLine(fields) + csvRow(fields, row))
    await print(out, `${factLines(facts, this.paint).join("\n")}\n`)
  }

  /** One line of a stream: a JSON object for programs, `text` for people. */
  async showLine(row: object, text: string): Promise<void> {
    await print(this.terminal.out, this.options.form === "json" ? `${jsonText(row)}\n` : `${text}\n`)
  }

  async say(text: string): Promise<void> {
    await print(this.terminal.out, `${text}\n`)
  }

  /** Beside the answer, on stderr: remarks, progress, questions. */
  async note(text: string, ink?: Ink): Promise<void> {
    await print(this.terminal.error, `${this.paintNote(text, ink)}\n`)
  }

  async #json(value: object): Promise<void> {
    const { out } = this.terminal
    if (!Array.isArray(value)) return await print(out, `${jsonText(value, 2)}\n`)
    if (value.length === 0) return await print(out, "[]\n")
    for (const [index, row] of value.entries()) await print(out, `${index === 0 ? "[" : ","}\n${jsonText(row)}`)
    await print(out, "\n]\n")
  }

  // ---- whether it is meant ---------------------------------------------------------------------------------------------------

  /** For acts on more than one thing: a person types `word`, a program says --yes. Throws when it is not meant. */
  async confirm(question: string, word: string): Promise<void> {
    if (this.options.yes) return
    const { input, error } = this.terminal
    if (!isTerminal(input) || !isTerminal(error))
      throw new CommandFailed(`${question} Nobody is here to be asked, so nothing was done.`, {
        exit: EXIT.usage,
        advice: "Say --yes to do it.",
      })
    const answer = await askLine(this.terminal, `${question} Type ${this.paintNote(word, "bold")} to do it: `)
    if (answer !== word) throw new CommandFailed("Nothing was done.", { advice: "" })
  }
}

/** JSON that is safe to look at: what could steer a terminal is escaped, and the value is the same. */
function jsonText(value: unknown, indent?: number): string {
  return JSON.stringify(value, undefined, indent).replace(
    /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  )
}
