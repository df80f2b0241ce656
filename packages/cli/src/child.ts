// Programs beside this package as child processes: the server, the paper exchange, the reader of the journal. The terminal signals child and parent alike; a signal
// that comes to the parent alone is handed on, and the child says when it is over. Found by path, because nothing imports the server.

import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { EXIT, type ExitCode } from "./exit-codes.ts"
import { CommandFailed } from "./faults.ts"
import { isTerminal, type Terminal } from "./terminal.ts"

export type Program = "server" | "paper-exchange" | "journal-sqlite"

/** From source the programs are TypeScript, in a published package JavaScript. */
const isSource = import.meta.url.endsWith(".ts")
/** What is said by `info` fits; a journal has few accounts. */
const INFO_CHARS_MAX = 1024 * 1024

function mainOf(program: Program): string {
  return fileURLToPath(new URL(`../../${program}/${isSource ? "src/main.ts" : "dist/main.js"}`, import.meta.url))
}

/** Runs it with this terminal until it ends. Its exit code is ours. */
export async function runProgram(
  terminal: Pick<Terminal, "env" | "folder">,
  {
    program,
    args,
    env,
  }: { readonly program: Program; readonly args: readonly string[]; readonly env: Readonly<Record<string, string>> },
): Promise<ExitCode> {
  const child = spawn(process.execPath, [mainOf(program), ...args], {
    cwd: terminal.folder,
    env: { ...terminal.env, ...env },
    stdio: "inherit",
  })
  const handOn = (signal: NodeJS.Signals): void => void child.kill(signal)
  // Ctrl+C reaches both by the terminal itself; handed on as well it would come twice, and the second one ends a server in the middle of its orderly stop.
  const signals = isTerminal(process.stdin) ? (["SIGTERM"] as const) : (["SIGINT", "SIGTERM", "SIGHUP"] as const)
  const ignored = (): void => {}
  process.on("SIGINT", ignored)
  for (const signal of signals) process.on(signal, handOn)
  try {
    const [code, signal] = await once(child, "exit")
    return exitOfChild(code, signal)
  } finally {
    for (const signal of signals) process.off(signal, handOn)
    process.off("SIGINT", ignored)
  }
}

/** From source the page is built when its sources are newer; a published package brings it. The server starts whatever becomes of it. */
export async function bringPage(terminal: Pick<Terminal, "env">): Promise<void> {
  if (!isSource) return
  const builder = fileURLToPath(new URL("../../web/src/building/main.ts", import.meta.url))
  const child = spawn(process.execPath, [builder, "--when-needed"], { env: { ...terminal.env }, stdio: "inherit" })
  await once(child, "exit")
}

function exitOfChild(code: unknown, signal: unknown): ExitCode {
  if (signal !== null) return EXIT.failed
  return code === 0 ? EXIT.done : code === 2 ? EXIT.usage : EXIT.failed
}

/** The journal's reader, its answers coming here and its remarks going to the terminal. */
export class Child implements AsyncDisposable {
  readonly #process: ChildProcess
  readonly #ended: Promise<readonly unknown[]>

  constructor(terminal: Pick<Terminal, "env" | "folder">, args: readonly string[]) {
    this.#process = spawn(process.execPath, [mainOf("journal-sqlite"), ...args], {
      cwd: terminal.folder,
      env: { ...terminal.env },
      stdio: ["ignore", "pipe", "inherit"],
    })
    this.#ended = once(this.#process, "close")
    // Seen where it is awaited; a child that is left early is not waited for.
    this.#ended.catch(() => {})
  }

  /** Line by line, no faster than they are taken. Throws CommandFailed when the child does not end well. */
  async *lines(): AsyncGenerator<string> {
    const { stdout } = this.#process
    if (stdout === null) throw new Error("Invariant: the child's output is a pipe")
    yield* createInterface({ input: stdout, crlfDelay: Number.POSITIVE_INFINITY })
    const [code, signal] = await this.#ended
    const exit = exitOfChild(code, signal)
    if (exit !== EXIT.done)
      throw new CommandFailed("The journal could not be read to its end.", {
        exit,
        advice: "What is wrong with it: oms journal verify",
      })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) this.#process.kill()
    await this.#ended.catch(() => undefined)
  }
}

export interface JournalAccount {
  readonly account: string
  readonly lastSeq: number
}

/** The account that is meant: the one named, else the only one. Throws CommandFailed. */
export async function journalAccount(
  terminal: Pick<Terminal, "env" | "folder">,
  place: { readonly data: readonly string[]; readonly account: string | undefined },
): Promise<JournalAccount> {
  await using child = new Child(terminal, ["info", "--json", ...place.data])
  let text = ""
  for await (const line of child.lines()) {
    text += line
    if (text.length > INFO_CHARS_MAX) throw new CommandFailed("The journal says more of itself than it should.")
  }
  const { accounts } = JSON.parse(text) as { accounts: readonly JournalAccount[] }
  const found =
    accounts.find(({ account }) => account === place.account) ??
    (place.account === undefined && accounts.length === 1 ? accounts[0] : undefined)
  if (found !== undefined) return found
  const known = accounts.map(({ account }) => account).join(", ")
  throw new CommandFailed(
    place.account === undefined
      ? "The journal holds several accounts, or none."
      : `The journal holds no account ${place.account}.`,
    {
      exit: EXIT.notFound,
      advice: known === "" ? "It has no events yet." : `Name one with --account: ${known}.`,
    },
  )
}
