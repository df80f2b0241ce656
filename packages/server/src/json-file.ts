// One JSON object from a file that a person wrote. What is wrong with the file is told; what is in it is not, for it may be a secret.

import { readFile } from "node:fs/promises"
import { StartRefused } from "./start-refused.ts"

/** Undefined for a file that is not there and may be missing. Throws StartRefused. `what` is what the file is for. */
export async function readJsonObject(
  path: string,
  { mayBeMissing, what }: { mayBeMissing: boolean; what: string },
): Promise<Readonly<Record<string, unknown>> | undefined> {
  let content: string
  try {
    content = await readFile(path, "utf8")
  } catch (error) {
    const isMissing = error instanceof Error && "code" in error && error.code === "ENOENT"
    if (isMissing && mayBeMissing) return undefined
    const advice = isMissing ? "Make the file, or name another one." : "See to it that this user may read the file."
    throw new StartRefused(`${path} (${what}) ${isMissing ? "is not there" : "cannot be read"}.`, {
      advice,
      cause: error,
    })
  }
  const value = parseJson(content)
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  // The parser's own words would show a piece of the file, and that piece may be a secret.
  throw new StartRefused(`${path} (${what}) is not a JSON object.`, { advice: "Correct the file and start again." })
}

function parseJson(content: string): unknown {
  try {
    return JSON.parse(content)
  } catch {
    return undefined
  }
}
