// What went wrong with a request, in words that say what is true now: nothing happened, it happened, or nobody knows. Relies on the contract's problems.

import { OmsProblem } from "@okx-oms/api"

export interface ProblemWords {
  /** One sentence: what happened. */
  readonly text: string
  /** What is true of the request, and what to do; "" when the sentence says it all. */
  readonly advice: string
  /** For scripts and support: "price-collar", "unreachable". */
  readonly code: string
}

export function problemWords(error: unknown): ProblemWords {
  if (!(error instanceof OmsProblem)) {
    return { text: error instanceof Error ? error.message : String(error), advice: "", code: "fault" }
  }
  const { code, outcome, status } = error
  if (status === 401) {
    return { text: "Your session has ended.", advice: "Open a new link: press Enter where the server runs.", code }
  }
  if (status === 0) {
    const text = code === "timeout" ? "The server did not answer in time." : "The server cannot be reached."
    const advice = outcome === "unknown" ? "Whether the request arrived is not known: look before you ask again." : ""
    return { text, advice, code }
  }
  const [field] = error.problem?.errors ?? []
  // A refusal's field mostly says the sentence itself, for the place where it is shown alone.
  const isSaid = field === undefined || error.message.includes(field.message)
  const text = isSaid ? error.message : `${error.message} ${field.path}: ${field.message}`
  const advice = outcome === "unknown" ? "What became of the request is not known: look before you ask again." : ""
  return { text, advice, code }
}
