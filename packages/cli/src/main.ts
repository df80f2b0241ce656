#!/usr/bin/env node
// Entry of the command `oms`. It starts the two programs that are processes of their own, the server and the paper exchange, as children with this
// terminal; it relies on them lying beside this package. Everything else is asked of a running server.

import { spawn } from "node:child_process"
import { fileURLToPath } from "node:url"

const PROGRAMS: Readonly<Record<string, string>> = {
  serve: "../../server/src/main.ts",
  paper: "../../paper-exchange/src/main.ts",
}
const USAGE = `usage: oms serve    the order manager behind HTTP on this machine
       oms paper    the paper exchange on this machine`
/** What shells and sysexits call a wrong use of a command. */
const EXIT_USAGE = 64

const [command = "", ...args] = process.argv.slice(2)
const program = Object.hasOwn(PROGRAMS, command) ? PROGRAMS[command] : undefined
if (program === undefined) {
  console.error(USAGE)
  process.exitCode = EXIT_USAGE
} else {
  const child = spawn(process.execPath, [fileURLToPath(new URL(program, import.meta.url)), ...args], {
    stdio: "inherit",
  })
  // The terminal signals both; one that comes to us alone is handed on, and the child says when it is over.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => child.kill(signal))
  child.once("exit", (code, signal) => {
    process.exitCode = code ?? (signal === null ? 0 : 1)
  })
}
