// The ways in which a command ends without having done what was asked, other than a problem of the server: wrong usage, and what was found out on the
// way. Each carries the exit code and what to do; main.ts prints them.

import { EXIT, type ExitCode } from "./exit-codes.ts"

/** A command, option or value that cannot be. `command` is whose help to point at. */
export class UsageError extends Error {
  readonly command: string

  constructor(message: string, command = "") {
    super(message)
    this.name = "UsageError"
    this.command = command
  }
}

/** It ended, and not as asked: what happened, what is true now, what to do. */
export class CommandFailed extends Error {
  readonly exit: ExitCode
  readonly advice: string

  constructor(message: string, options: { exit?: ExitCode; advice?: string; cause?: unknown } = {}) {
    super(message, { cause: options.cause })
    this.name = "CommandFailed"
    this.exit = options.exit ?? EXIT.failed
    this.advice = options.advice ?? ""
  }
}
