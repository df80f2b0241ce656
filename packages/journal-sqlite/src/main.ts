// Entry of `npm run journal`: hands the arguments to the command line and its exit code to the process.

import { runCli } from "./cli.ts"

// Whoever reads our output may stop early (head, a pager): that is no fault.
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1))
process.exitCode = await runCli(process.argv.slice(2), Date.now(), {
  out: process.stdout,
  error: process.stderr,
  directory: process.env.OMS_DATA ?? ".oms",
})
