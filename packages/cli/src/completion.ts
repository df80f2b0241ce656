// Shell completion for bash, zsh and fish, made of the command table: commands, their options, and the words that an option or argument takes. The scripts are plain
// text that asks nobody anything, so a completion never waits for a server.

import type { Command } from "./command.ts"
import { optionsOf } from "./common-options.ts"

export const SHELLS = ["bash", "zsh", "fish"] as const
export type Shell = (typeof SHELLS)[number]

export function completionScript(shell: Shell, commands: readonly Command[]): string {
  switch (shell) {
    case "bash":
      return bash(commands)
    case "zsh":
      return `#compdef oms\nautoload -U +X bashcompinit && bashcompinit\n${bash(commands)}`
    case "fish":
      return fish(commands)
    default:
      return shell satisfies never
  }
}

/** First words, each once. */
function firstWords(commands: readonly Command[]): readonly string[] {
  return [...new Set(commands.map(({ name }) => name.split(" ")[0] ?? name)), "help"]
}

function secondWords(first: string, commands: readonly Command[]): readonly string[] {
  return commands.flatMap(({ name }) => {
    const [one, two] = name.split(" ")
    return one === first && two !== undefined ? [two] : []
  })
}

function optionNames(one: Command): readonly string[] {
  return one.passes === true ? [] : Object.keys(optionsOf(one)).map((name) => `--${name}`)
}

/** Words that may stand where they are: after an option, or as an argument. */
function bash(commands: readonly Command[]): string {
  const groups = firstWords(commands).filter((first) => secondWords(first, commands).length > 0)
  const seconds = groups.map((first) => `    ${first}) words="${secondWords(first, commands).join(" ")}" ;;`)
  const own = commands.map((one) => {
    const values = one.args.flatMap(({ values: words = [] }) => words)
    return `    "${one.name}") words="${[...values, ...optionNames(one)].join(" ")}" ;;`
  })
  const given = commands.flatMap((one) =>
    Object.entries(optionsOf(one)).flatMap(([name, option]) =>
      option.type === "string" && option.values !== undefined
        ? [`    "${one.name} --${name}") words="${option.values.join(" ")}" ;;`]
        : [],
    ),
  )
  const files = [
    ...new Set(
      commands.flatMap((one) =>
        Object.entries(optionsOf(one)).flatMap(([name, option]) =>
          option.type === "string" && (option.value === "FILE" || option.value === "DIR") ? [`--${name}`] : [],
        ),
      ),
    ),
  ]
  return `# oms completion: source <(oms completion bash)
_oms() {
  local word before first second name words=""
  word="\${COMP_WORDS[COMP_CWORD]}"
  before="\${COMP_WORDS[COMP_CWORD-1]}"
  first="\${COMP_WORDS[1]}"
  second="\${COMP_WORDS[2]}"
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=( $(compgen -W "${firstWords(commands).join(" ")} --help --version" -- "$word") )
    return
  fi
  case "$first" in
${seconds.join("\n")}
  esac
  if [ -n "$words" ] && [ "$COMP_CWORD" -eq 2 ]; then
    COMPREPLY=( $(compgen -W "$words" -- "$word") )
    return
  fi
  name="$first"
  if [ -n "$words" ]; then name="$first $second"; fi
  case "$before" in
    ${files.join("|")}) COMPREPLY=( $(compgen -f -- "$word") ); return ;;
  esac
  words=""
  case "$name $before" in
${given.join("\n")}
  esac
  if [ -n "$words" ]; then
    COMPREPLY=( $(compgen -W "$words" -- "$word") )
    return
  fi
  case "$name" in
${own.join("\n")}
  esac
  COMPREPLY=( $(compgen -W "$words" -- "$word") )
}
complete -F _oms oms
`
}

function fish(commands: readonly Command[]): string {
  const lines = ["# oms completion: oms completion fish | source", "complete -c oms -f"]
  for (const first of firstWords(commands)) {
    const one = commands.find(({ name }) => name === first)
    lines.push(
      `complete -c oms -n __fish_use_subcommand -a ${first} -d ${quoted(one?.summary ?? secondWords(first, commands).join(", "))}`,
    )
  }
  for (const one of commands) {
    const [first = "", second] = one.name.split(" ")
    const others = secondWords(first, commands).join(" ")
    if (second !== undefined) {
      lines.push(
        `complete -c oms -n ${quoted(`__fish_seen_subcommand_from ${first}; and not __fish_seen_subcommand_from ${others}`)} -a ${second} -d ${quoted(one.summary)}`,
      )
    }
    const seen =
      second === undefined
        ? `__fish_seen_subcommand_from ${first}`
        : `__fish_seen_subcommand_from ${first}; and __fish_seen_subcommand_from ${second}`
    for (const { values } of one.args)
      if (values !== undefined) lines.push(`complete -c oms -n ${quoted(seen)} -a ${quoted(values.join(" "))}`)
    if (one.passes === true) continue
    for (const [name, option] of Object.entries(optionsOf(one))) {
      const short = option.short === undefined ? "" : ` -s ${option.short}`
      const value =
        option.type === "boolean"
          ? ""
          : option.values === undefined
            ? option.value === "FILE" || option.value === "DIR"
              ? " -r -F"
              : " -x"
            : ` -x -a ${quoted(option.values.join(" "))}`
      lines.push(`complete -c oms -n ${quoted(seen)} -l ${name}${short}${value} -d ${quoted(option.summary)}`)
    }
  }
  return `${lines.join("\n")}\n`
}

function quoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`
}
