// docs/cli.md, made of the command table: every command with its arguments, options and other names, the exit codes, where the server and the token come from. Run by
// itself it writes the file; a test keeps the two equal.

import { writeFile } from "node:fs/promises"
import { fileURLToPath } from "node:url"
import { type Command, GROUPS, type Group, type Options, type Takes } from "./command.ts"
import { commonOptionsOf } from "./common-options.ts"
import { EXIT_MEANINGS } from "./exit-codes.ts"
import { aliasWords, optionWords, usageOf } from "./help.ts"

export const REFERENCE_FILE = fileURLToPath(new URL("../../../docs/cli.md", import.meta.url))

const TAKES: Readonly<Record<Takes, string>> = {
  server: "Commands that ask a server",
  rows: "Commands that show rows",
  confirm: "Commands that ask whether it is meant",
  preview: "Commands that can be tried without doing anything",
}

export function referenceText(commands: readonly Command[]): string {
  const groups = (Object.keys(GROUPS) as Group[]).map((group) => {
    const own = commands.filter((one) => one.group === group)
    return `## ${GROUPS[group]}\n\n${own.map(commandText).join("\n\n")}`
  })
  return `${HEAD}
${EXIT_MEANINGS.map(({ code, word, means }) => `| ${code} | ${word} | ${means} |`).join("\n")}

## Options that mean the same everywhere

${(Object.keys(TAKES) as Takes[]).map((takes) => `${TAKES[takes]}:\n\n${optionTable(commonOptionsOf({ takes: [takes] }))}`).join("\n\n")}

${groups.join("\n\n")}
`
}

const HEAD = `# The command \`oms\`

Everything the order manager does, from a terminal. Installed: \`oms COMMAND\`. In a checkout: \`npm run --silent oms -- COMMAND\`; without
\`--silent\` npm writes lines of its own to stdout, also into a file or a pipe. This page is written by
\`node packages/cli/src/reference.ts\` from the table that parsing, help and completion come from.

- **Which server.** \`--url\` and \`--token-file\`, else \`OMS_URL\` and \`OMS_TOKEN_FILE\` (or \`OMS_TOKEN\`, the token itself), else the profile in use
  (\`--profile\`, \`OMS_PROFILE\`, \`oms profile use\`), else \`http://127.0.0.1:7070\` (\`OMS_PORT\`) with \`.oms/admin.token\` (\`OMS_DATA\`). A token is
  sent over https, or to this machine, and a profile's token to its own address alone.
- **Output.** Tables for people: numbers on the right with the digits of their tick and lot, states by word and by colour (\`NO_COLOR\` switches it
  off), times in UTC; on a narrow terminal the least important columns go. \`--json\` and \`--csv\` print the API's rows as they are. Answers go to
  stdout, remarks, progress and questions to stderr.
- **States.** \`IN DOUBT\` beside a state: nobody knows yet whether the order exists, and it is being found out. \`+cancel\`, \`+amend\`: asked for, no
  final word yet. Placing, changing and cancelling wait for that word (\`--wait-ms\`), and the exit code tells it.
- **Being asked.** What is about a whole account, or many orders, asks for a word first. Where nobody can answer, say \`--yes\`.
- **Completion.** \`source <(oms completion bash)\`, \`source <(oms completion zsh)\`, \`oms completion fish | source\`.

## Exit codes

| code | word | means |
|---|---|---|`

function commandText(one: Command): string {
  const options = Object.keys(one.options).length === 0 ? "" : optionTable(one.options)
  const args =
    one.args.length === 0
      ? ""
      : `| argument | what |\n|---|---|\n${one.args.map(({ name, summary }) => `| \`${name}\` | ${cell(summary)} |`).join("\n")}`
  const examples = (one.examples ?? []).map(({ line, says }) => `# ${says}\n${line}`).join("\n")
  const common = one.takes.length === 0 ? "" : `Takes the common options of: ${one.takes.join(", ")}.`
  const parts = [
    `### ${one.name}`,
    `\`oms ${usageOf(one)}\`: ${one.summary}.${one.aliases === undefined ? "" : ` Also called ${one.aliases.map((alias) => `\`${aliasWords(one, alias)}\``).join(", ")}.`}`,
    ...(one.details ?? []),
    args,
    options,
    common,
    examples === "" ? "" : `\`\`\`sh\n${examples}\n\`\`\``,
  ]
  return parts.filter((part) => part !== "").join("\n\n")
}

function optionTable(options: Options): string {
  const rows = Object.entries(options).map(
    ([name, option]) => `| \`${optionWords(name, option)}\` | ${cell(option.summary)} |`,
  )
  return `| option | what |\n|---|---|\n${rows.join("\n")}`
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|")
}

if (import.meta.main) {
  const { COMMANDS } = await import("./commands/index.ts")
  await writeFile(REFERENCE_FILE, referenceText(COMMANDS))
}
