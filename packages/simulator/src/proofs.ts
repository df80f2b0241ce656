// What makes a clean run worth something: a world that is run twice is the same twice, and mistakes that are planted in the sources are caught. Both are told as
// text, line by line; what they came to is the caller's to count.

import { hunt } from "./planted/hunt.ts"
import { runSeed } from "./run-seed.ts"

export interface Proofs {
  /** The seed gave the same trace hash twice. */
  readonly same: boolean
  readonly caught: number
  readonly missed: number
}

/** Runs one world twice, then hunts every planted bug, two processes at a time: about three minutes. */
export async function proveItself(seed: number, write: (line: string) => void): Promise<Proofs> {
  const first = await runSeed(seed)
  const second = await runSeed(seed)
  const same = first.traceHash === second.traceHash
  write(
    same
      ? `seed ${seed} twice: the same trace hash, ${first.traceHash}`
      : `seed ${seed} twice: ${first.traceHash}, then ${second.traceHash}: something that is not drawn gets in`,
  )
  write("planted bugs, each with the promise that it broke and the seeds that it took")
  const results = await hunt({ write })
  const missed = results.filter(({ invariant }) => invariant === undefined).length
  return { same, caught: results.length - missed, missed }
}
