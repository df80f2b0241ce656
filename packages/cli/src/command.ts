// What a command is: data, from which parsing, help, shell completion and docs/cli.md follow, and the function that does it. The types of its options and
// arguments come out of the data, so a command cannot read what it does not declare.

import type { ExitCode } from "./exit-codes.ts"
import type { Session } from "./session.ts"

export interface StringOption {
  readonly type: "string"
  /** What stands for the value in help: "PRICE". */
  readonly value: string
  readonly summary: string
  readonly short?: string
  /** The only ones taken; completion offers them. */
  readonly values?: readonly string[]
  /** May be given several times. */
  readonly multiple?: true
  /** A whole number in this range. */
  readonly whole?: { readonly lowest: number; readonly highest: number }
}

export interface BooleanOption {
  readonly type: "boolean"
  readonly summary: string
  readonly short?: string
}

export type Option = StringOption | BooleanOption
export type Options = Readonly<Record<string, Option>>

export interface Argument {
  /** As in help: "SYMBOL". */
  readonly name: string
  readonly summary: string
  readonly optional?: true
  /** Takes all that follow; only the last one can. */
  readonly many?: true
  readonly values?: readonly string[]
}

export interface Example {
  readonly line: string
  readonly says: string
}

/** Which groups of common options a command takes (common-options.ts). */
export type Takes = "server" | "rows" | "confirm" | "preview"

type ValueOf<O extends Option> = O extends BooleanOption
  ? boolean
  : O extends { readonly multiple: true }
    ? readonly string[]
    : O extends { readonly values: readonly (infer Word)[] }
      ? Word | undefined
      : O extends { readonly whole: object }
        ? number | undefined
        : string | undefined
export type ValuesOf<O extends Options> = { readonly [Name in keyof O]: ValueOf<O[Name]> }

/** A tuple as the arguments say: text, or undefined where one is optional; the rest in `more`. */
export type ArgumentsOf<A extends readonly Argument[]> = {
  readonly [Index in keyof A]: A[Index] extends { readonly many: true }
    ? readonly string[]
    : A[Index] extends { readonly optional: true }
      ? string | undefined
      : string
}

export interface Command {
  /** "order place". */
  readonly name: string
  readonly group: Group
  /** One line. */
  readonly summary: string
  readonly details?: readonly string[]
  /** Other names of the same command. */
  readonly aliases?: readonly string[]
  /** What an alias has said already, as words of a command line. */
  readonly presets?: Readonly<Record<string, readonly string[]>>
  readonly takes: readonly Takes[]
  readonly args: readonly Argument[]
  readonly options: Options
  readonly examples?: readonly Example[]
  /** Everything after the name goes to a program of its own, unread. */
  readonly passes?: true
  readonly run: (session: Session, given: Given) => Promise<ExitCode>
}

/** What was given, already checked against the command's data. */
export interface Given {
  readonly args: readonly (string | readonly string[] | undefined)[]
  readonly options: Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>
}

/** Help and docs/cli.md list the commands by these, in this order. */
export const GROUPS = {
  orders: "Orders",
  account: "The account",
  market: "The market",
  trading: "Trading and books",
  grid: "The grid",
  server: "Server and programs",
  access: "Access",
} as const
export type Group = keyof typeof GROUPS

interface Shape<A extends readonly Argument[], O extends Options>
  extends Omit<Command, "run" | "args" | "options" | "takes"> {
  readonly takes?: readonly Takes[]
  readonly args?: A
  readonly options?: O
  readonly run: (session: Session, args: ArgumentsOf<A>, options: ValuesOf<O>) => Promise<ExitCode>
}

export function command<const A extends readonly Argument[] = [], const O extends Options = Record<never, never>>(
  shape: Shape<A, O>,
): Command {
  return {
    ...shape,
    takes: shape.takes ?? [],
    args: shape.args ?? [],
    options: shape.options ?? {},
    // parse.ts has brought everything into the form that the data says; here the data's own types are given back to it.
    run: (session, given) => shape.run(session, given.args as ArgumentsOf<A>, given.options as ValuesOf<O>),
  }
}
