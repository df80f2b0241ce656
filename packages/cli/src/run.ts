// One command line from words to exit code: parsed, run, and whatever went wrong told in words: what happened, what is true now, what to do. It touches no process,
// so tests run it as it is; main.ts gives it the process's streams.

import { OmsProblem } from "@okx-oms/api"
import type { Command, Given } from "./command.ts"
import { ownVersion } from "./commands/doctor.ts"
import { COMMANDS } from "./commands/index.ts"
import { commonOptions } from "./common-options.ts"
import { EXIT, type ExitCode, exitOf } from "./exit-codes.ts"
import { CommandFailed, UsageError } from "./faults.ts"
import { commandHelp, groupHelp, overview } from "./help.ts"
import { harmless, painter } from "./paint.ts"
import { isGroup, parseLine } from "./parse.ts"
import { problemWords } from "./problem-words.ts"
import { Session } from "./session.ts"
import { print, type Terminal, wantsColour } from "./terminal.ts"

export async function runLine(
  words: readonly string[],
  terminal: Terminal,
  commands: readonly Command[] = COMMANDS,
): Promise<ExitCode> {
  try {
    const parsed = parseLine(words, commands)
    switch (parsed.kind) {
      case "version":
        await print(terminal.out, `oms ${await ownVersion()}\n`)
        return EXIT.done
      case "help":
        await print(terminal.out, helpText(parsed.of, terminal, commands))
        // Asked for, it is an answer; "oms" and "oms order" alone are unfinished lines.
        return words.some((word) => word === "--help" || word === "-h" || word === "help") ? EXIT.done : EXIT.usage
      case "pass":
        return await parsed.command.run(new Session(terminal, commonOptions({})), { args: [parsed.rest], options: {} })
      case "run":
        return await runCommand(parsed.command, parsed.given, terminal)
      default:
        return parsed satisfies never
    }
  } catch (error) {
    return await tell(error, terminal)
  }
}

async function runCommand(command: Command, given: Given, terminal: Terminal): Promise<ExitCode> {
  const session = new Session(terminal, commonOptions(given.options))
  try {
    return await command.run(session, given)
  } catch (error) {
    if (!(error instanceof OmsProblem) || error.status !== 0) throw error
    // Which server did not answer is the first thing to look at.
    const { message, state, advice } = problemWords(error)
    const { url } = await session.target()
    throw new CommandFailed(`${url}: ${message}`, {
      exit: exitOf(error),
      advice: [state, advice].filter(Boolean).join("\n"),
      cause: error,
    })
  }
}

function helpText(of: string, { out, env }: Terminal, commands: readonly Command[]): string {
  const paint = painter(wantsColour(out, env))
  const command = commands.find(({ name }) => name === of)
  if (command !== undefined) return commandHelp(command, paint)
  return isGroup(of, commands) ? groupHelp(of, commands, paint) : overview(commands, paint)
}

/** The exit code of what went wrong, after saying it. */
async function tell(error: unknown, terminal: Terminal): Promise<ExitCode> {
  const paint = painter(wantsColour(terminal.error, terminal.env))
  const say = async (head: string, ...more: readonly string[]): Promise<void> => {
    // Words of others may hold line ends of ours, nothing else that steers.
    const lines = [head, ...more]
      .flatMap((text) => text.split("\n"))
      .filter((line) => line !== "")
      .map(harmless)
    const [first = "", ...rest] = lines
    await print(
      terminal.error,
      `${paint("oms:", "rejected")} ${first}\n${rest.map((line) => `     ${line}\n`).join("")}`,
    )
  }
  if (error instanceof UsageError) {
    await say(
      error.message,
      error.command === "" ? "All commands: oms --help" : `How it is used: oms ${error.command} --help`,
    )
    return EXIT.usage
  }
  if (error instanceof CommandFailed) {
    await say(error.message, error.advice)
    return error.exit
  }
  if (error instanceof OmsProblem) {
    const { message, state, advice } = problemWords(error)
    await say(message, state, advice)
    return exitOf(error)
  }
  // Errors of our packages and of Node say it themselves; a stack helps nobody at a terminal.
  if (error instanceof Error) {
    await say(error.message, "advice" in error && typeof error.advice === "string" ? error.advice : "")
    return EXIT.failed
  }
  throw error
}
