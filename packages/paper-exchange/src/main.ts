// The command `npm run paper`: an exchange on a port of this machine, until it is told to stop. It relies on options/ for
// what is asked and on index.ts for the exchange; it says how clients are pointed at it and ends cleanly.

import { readFileSync } from "node:fs"
import {
  joinRecordings,
  type PaperExchange,
  type PaperExchangeOptions,
  readRecording,
  snippets,
  startPaperExchange,
} from "./index.ts"
import { readCommandLine } from "./options/command-line.ts"
import { InvalidSettings } from "./options/reading.ts"
import { usage } from "./options/usage.ts"

const STOP_LIMIT_MS = 5_000
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const

async function main(): Promise<void> {
  const asked = readCommandLine(process.argv.slice(2), readText)
  if (asked.kind === "help") {
    console.log(usage())
    return
  }
  const paper = await startPaperExchange(withReplay(asked.options, asked.replayFiles))
  // Before a word is said: who reads the address may already send the signal.
  stopOnSignal(paper)
  announce(paper, asked.options, asked.quiet)
}

function readText(path: string): string {
  return readFileSync(path, "utf8")
}

function withReplay(options: PaperExchangeOptions, files: readonly string[]): PaperExchangeOptions {
  if (files.length === 0) return options
  return { ...options, recording: joinRecordings(files.map(readRecording)) }
}

/** The first line is for programs that start this one: they wait for the address in it. */
function announce(paper: PaperExchange, options: PaperExchangeOptions, quiet: boolean): void {
  console.log(`paper exchange on ${paper.url}`)
  if (quiet) return
  const { world } = paper.exchange
  const instIds = [...world.markets.keys()]
  console.log(`  status     ${paper.url}/paper`)
  console.log(`  REST       ${paper.url}/api/v5`)
  console.log(`  WebSocket  ${paper.wsUrl}/public · /private · /business`)
  console.log(
    `  market     ${instIds.slice(0, 12).join(" ")}${instIds.length > 12 ? ` and ${instIds.length - 12} more` : ""}`,
  )
  for (const key of [...world.keys.values()].slice(0, 20)) {
    const where = key.addresses.length === 0 ? "from anywhere" : `from ${key.addresses.join(", ")}`
    console.log(
      `  account    ${key.account.uid} · key ${key.apiKey} · ${key.label} · ${key.permissions.join(", ")} · ${where}`,
    )
  }
  const { dataDirectory } = options
  console.log(
    dataDirectory === undefined ? "  state      is forgotten at the end" : `  state      is kept in ${dataDirectory}`,
  )
  const key = world.keys.values().next().value
  const instId = instIds.find((id) => id.split("-").length === 2) ?? instIds[0]
  if (key === undefined || instId === undefined) return
  for (const { client, code } of snippets({ url: paper.url, wsUrl: paper.wsUrl, ...key, instId })) {
    console.log(`\n--- ${client}\n${code}`)
  }
  console.log(`\nStop it with Ctrl-C.`)
}

/** A first signal closes everything and keeps what is to be kept; a second one does not wait. */
function stopOnSignal(paper: PaperExchange): void {
  let stopping = false
  const stop = (): void => {
    if (stopping) process.exit(1)
    stopping = true
    const limit = setTimeout(() => {
      console.error(`paper exchange: could not stop within ${STOP_LIMIT_MS} ms`)
      process.exit(1)
    }, STOP_LIMIT_MS)
    limit.unref()
    paper.close().then(
      () => console.log("paper exchange stopped"),
      (error: unknown) => {
        console.error(`paper exchange: ${explain(error)}`)
        process.exitCode = 1
      },
    )
  }
  for (const signal of SIGNALS) process.on(signal, stop)
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code = "code" in error ? error.code : undefined
  if (code === "EADDRINUSE") {
    return "the port is taken: stop the other process, choose another one with --port N, or take a free one with --port 0"
  }
  return error.message
}

main().catch((error: unknown) => {
  if (error instanceof InvalidSettings) {
    for (const problem of error.problems) console.error(`paper exchange: ${problem}`)
    console.error("npm run paper -- --help tells all options")
  } else console.error(`paper exchange: ${explain(error)}`)
  process.exitCode = 1
})
