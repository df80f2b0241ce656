// Plants one bug into the real sources while they are loaded: `PLANTED_BUG=<name> node --import <this file> ...`. The files on disk stay as they are. It throws
// unless the text to replace is there exactly once, so that a list of bugs that no longer fits the sources fails aloud.

import { registerHooks } from "node:module"
import { BUGS, bugNamed } from "./bugs.ts"
import { mutate } from "./mutate.ts"

const name = process.env.PLANTED_BUG ?? ""
const bug = bugNamed(name)
if (bug === undefined)
  throw new Error(`no planted bug is called "${name}"; there are ${BUGS.map((known) => known.name).join(", ")}`)

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context)
    const path = decodeURIComponent(new URL(url).pathname)
    const edits = bug.edits.filter(({ file }) => path.endsWith(`/packages/${file}`))
    if (edits.length === 0 || loaded.source === undefined || loaded.source === null) return loaded
    const text =
      typeof loaded.source === "string" ? loaded.source : Buffer.from(bytesOf(loaded.source)).toString("utf8")
    return { ...loaded, source: edits.reduce(mutate, text) }
  },
})

function bytesOf(source: ArrayBuffer | NodeJS.TypedArray): Uint8Array {
  if (source instanceof ArrayBuffer) return new Uint8Array(source)
  return new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
}
