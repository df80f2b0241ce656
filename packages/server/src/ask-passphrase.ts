// Asks a person at a terminal for a passphrase without showing it. It relies on the terminal's raw mode, and gives it back as it was whatever happens.

import type { ReadStream } from "node:tty"
import { StartRefused } from "./start-refused.ts"

const LENGTH_MAX = 1_024

/** What of a terminal is needed. */
export type TerminalIn = Pick<ReadStream, "setRawMode" | "on" | "off" | "resume" | "pause" | "isRaw">

/** Resolves at Enter. Throws StartRefused when the person gives up (Ctrl-C, Ctrl-D) or the terminal goes away. */
export async function askPassphrase(
  question: string,
  { input, output }: { input: TerminalIn; output: { write(text: string): unknown } },
): Promise<string> {
  const wasRaw = input.isRaw
  const typed = Promise.withResolvers<string>()
  let text = ""
  const onData = (data: Buffer | string): void => {
    for (const character of String(data)) {
      const step = stepOf(character)
      if (step === "add") text += character
      if (step === "back") text = [...text].slice(0, -1).join("")
      if (step === "give-up" || text.length > LENGTH_MAX) typed.reject(givenUp())
      if (step === "done") typed.resolve(text)
    }
  }
  const onEnd = (): void => typed.reject(givenUp())
  output.write(question)
  input.setRawMode(true)
  input.on("data", onData)
  input.on("end", onEnd)
  input.resume()
  try {
    return await typed.promise
  } finally {
    input.off("data", onData)
    input.off("end", onEnd)
    input.setRawMode(wasRaw)
    input.pause()
    output.write("\n")
  }
}

function stepOf(character: string): "add" | "back" | "done" | "give-up" | "ignore" {
  switch (character) {
    case "\r":
    case "\n":
      return "done"
    case "\u0003":
    case "\u0004":
      return "give-up"
    case "\b":
    case "\u007f":
      return "back"
    default:
      return character < " " ? "ignore" : "add"
  }
}

function givenUp(): StartRefused {
  return new StartRefused("No passphrase was given.", {
    advice: "Start again and type it, or set OMS_KEYS_PASSPHRASE_FILE.",
  })
}
