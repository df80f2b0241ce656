#!/usr/bin/env node
// Entry of the command `oms`: gives the process's streams, environment and signals to run.ts and its exit code to the process. A reader that leaves early (head, a
// pager) ends it quietly; the first Ctrl+C asks the command to end, the second ends it.

import { runLine } from "./run.ts"

const enough = new AbortController()
const words = process.argv.slice(2)
// Commands that run a program as a child hand signals on themselves (child.ts) and end when it does.
process.once("SIGINT", () => enough.abort())
process.once("SIGTERM", () => enough.abort())
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1))

process.exitCode = await runLine(words, {
  // Opened by the command that reads it: a child that gets this terminal should have it alone.
  get input() {
    return process.stdin
  },
  out: process.stdout,
  error: process.stderr,
  env: process.env,
  folder: process.cwd(),
  now: Date.now,
  signal: enough.signal,
})
