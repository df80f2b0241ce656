// Why a start does not happen, for the person who started: what is wrong and what to do. Printed without a stack; see main.ts.

export class StartRefused extends Error {
  readonly advice: string

  constructor(message: string, options: { advice: string; cause?: unknown }) {
    super(message, { cause: options.cause })
    this.name = "StartRefused"
    this.advice = options.advice
  }
}
