// A command that a person gives: sent once, its own fate shown (being sent, refused in words), and nothing else changed by it. What becomes of the order is
// told by the stream.

import { useState } from "react"
import { type ProblemWords, problemWords } from "../words/problem-words.ts"

export interface Command<Args extends readonly unknown[], Answer> {
  /** The answer, or undefined when it was refused or is not known; `problem` then says which. */
  readonly send: (...args: Args) => Promise<Answer | undefined>
  readonly isSending: boolean
  readonly problem: ProblemWords | undefined
  readonly forget: () => void
}

export function useCommand<Args extends readonly unknown[], Answer>(
  act: (...args: Args) => Promise<Answer>,
): Command<Args, Answer> {
  const [isSending, setSending] = useState(false)
  const [problem, setProblem] = useState<ProblemWords>()
  const send = async (...args: Args): Promise<Answer | undefined> => {
    setSending(true)
    setProblem(undefined)
    try {
      return await act(...args)
    } catch (error) {
      setProblem(problemWords(error))
      return undefined
    } finally {
      setSending(false)
    }
  }
  return { send, isSending, problem, forget: () => setProblem(undefined) }
}
