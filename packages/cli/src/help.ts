// Help, made of the command table: the whole, one group of commands, one command. It relies on the table alone, so it cannot say what is not there.

import { type Command, GROUPS, type Group, type Option, type Options } from "./command.ts"
import { commonOptionsOf } from "./common-options.ts"
import { EXIT_MEANINGS } from "./exit-codes.ts"
import type { Paint } from "./paint.ts"

const WIDTH = 100

export function overview(commands: readonly Command[], paint: Paint): string {
  const width = Math.max(...commands.map(({ name }) => name.length))
  const groups = (Object.keys(GROUPS) as Group[]).map((group) => {
    const lines = commands
      .filter((one) => one.group === group)
      .map(({ name, summary }) => `  ${paint(name.padEnd(width), "working")}  ${summary}`)
    return `${paint(GROUPS[group], "bold")}\n${lines.join("\n")}`
  })
  const exits = EXIT_MEANINGS.map(({ code, word }) => `${code} ${word}`).join(" \u00b7 ")
  return `${paint("oms", "bold")}  the order manager from a terminal

usage: oms COMMAND [ARGUMENTS] [OPTIONS]      oms COMMAND --help      oms --version

${groups.join("\n\n")}

Exit codes: ${exits}
`
}

export function groupHelp(word: string, commands: readonly Command[], paint: Paint): string {
  const own = commands.filter(({ name }) => name.startsWith(`${word} `))
  const width = Math.max(...own.map((one) => usageOf(one).length))
  const lines = own.map((one) => `  ${paint(usageOf(one).padEnd(width), "working")}  ${one.summary}`)
  return `usage: oms ${word} COMMAND\n\n${lines.join("\n")}\n\nMore of each: oms ${word} COMMAND --help\n`
}

export function commandHelp(one: Command, paint: Paint): string {
  const parts = [
    `${paint(`oms ${one.name}`, "bold")}  ${one.summary}`,
    `usage: oms ${usageOf(one)}${one.passes === true ? "" : " [OPTIONS]"}`,
    ...(one.details ?? []).map((text) => wrapped(text, WIDTH).join("\n")),
    section(
      "Arguments",
      one.args.map(({ name, summary }) => [name, summary] as const),
      paint,
    ),
    section("Options", optionRows(one.options), paint),
    one.passes === true ? "" : section("Common options", optionRows(commonOptionsOf(one)), paint),
    examplesOf(one, paint),
    one.aliases === undefined ? "" : `Also called: ${one.aliases.map((alias) => aliasWords(one, alias)).join(", ")}`,
  ]
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`
}

function examplesOf({ examples = [] }: Command, paint: Paint): string {
  if (examples.length === 0) return ""
  const lines = examples.flatMap(({ line, says }) => [paint(`  # ${says}`, "dim"), `  ${line}`])
  return `${paint("Examples", "bold")}\n${lines.join("\n")}`
}

/** "order place SYMBOL SIDE QUANTITY". */
export function usageOf({ name, args }: Command): string {
  const words = args.map((argument) => {
    const word = argument.many === true ? `${argument.name}...` : argument.name
    return argument.optional === true ? `[${word}]` : word
  })
  return [name, ...words].join(" ")
}

export function aliasWords({ presets }: Command, alias: string): string {
  const preset = presets?.[alias]
  return preset === undefined ? alias : `${alias} (${preset.join(" ")})`
}

/** "-l, --limit N". */
export function optionWords(name: string, option: Option): string {
  const long = `--${name}${option.type === "string" ? ` ${option.value}` : ""}`
  return option.short === undefined ? long : `-${option.short}, ${long}`
}

function optionRows(options: Options): readonly (readonly [string, string])[] {
  return Object.entries(options).map(([name, option]) => [
    option.short === undefined ? `    ${optionWords(name, option)}` : optionWords(name, option),
    option.summary,
  ])
}

function section(title: string, rows: readonly (readonly [string, string])[], paint: Paint): string {
  if (rows.length === 0) return ""
  const width = Math.min(46, Math.max(...rows.map(([name]) => name.length)))
  const lines = rows.flatMap(([name, text]) => {
    const [first = "", ...rest] = wrapped(text, Math.max(30, WIDTH - width - 4))
    const blank = " ".repeat(width + 4)
    const head =
      name.length > width
        ? [`  ${paint(name, "working")}`, `${blank}${first}`]
        : [`  ${paint(name, "working")}${" ".repeat(width - name.length)}  ${first}`]
    return [...head, ...rest.map((line) => blank + line)]
  })
  return `${paint(title, "bold")}\n${lines.join("\n")}`
}

function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = []
  let line = ""
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else line = line === "" ? word : `${line} ${word}`
  }
  return [...lines, line]
}
