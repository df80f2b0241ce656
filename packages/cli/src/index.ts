// The command `oms` for programs: one line of words over streams of the caller's own, with its exit code. What the words mean is said by the command table.

export { runLine } from "./run.ts"
export type { Terminal } from "./terminal.ts"
