// What two texts of the same matter do not share, word by word: "Acknowledged, 0.5 at 41000" beside "Cancelled, 0.5 at 41000" marks one word on each side. Pure.

import { Decimals, format, parseDecimal } from "@okx-oms/core"

export interface Piece {
  readonly text: string
  readonly isDifferent: boolean
}

/** Words compared; of longer texts everything is one piece. */
const WORDS_MAX = 200

export function differing(
  ours: string,
  theirs: string,
): { readonly ours: readonly Piece[]; readonly theirs: readonly Piece[] } {
  const a = wordsOf(ours)
  const b = wordsOf(theirs)
  if (a.length > WORDS_MAX || b.length > WORDS_MAX) return { ours: [whole(ours)], theirs: [whole(theirs)] }
  const { inA, inB } = shared(a, b)
  return { ours: pieces(a, inA), theirs: pieces(b, inB) }
}

/** Theirs minus ours, exactly, where both are one amount. */
export function amountBetween(ours: string, theirs: string): string | undefined {
  const from = parseDecimal(ours)
  const to = parseDecimal(theirs)
  if (from === undefined || to === undefined) return undefined
  const text = format(Decimals.subtract(to, from))
  return text === "0" || text.startsWith("-") ? text : `+${text}`
}

/** Words with the blanks and commas that follow them. */
function wordsOf(text: string): readonly string[] {
  return text.match(/[^\s,]+[\s,]*/g) ?? []
}

/** Which words of each belong to the longest common sequence. */
function shared(a: readonly string[], b: readonly string[]): { inA: ReadonlySet<number>; inB: ReadonlySet<number> } {
  const bare = (word: string | undefined): string => (word ?? "").replace(/[\s,]+$/, "")
  const width = b.length + 1
  const lengths = new Uint16Array((a.length + 1) * width)
  const at = (i: number, j: number): number => lengths[i * width + j] ?? 0
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      lengths[i * width + j] = bare(a[i]) === bare(b[j]) ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
  const inA = new Set<number>()
  const inB = new Set<number>()
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (bare(a[i]) === bare(b[j])) {
      inA.add(i++)
      inB.add(j++)
    } else if (at(i + 1, j) >= at(i, j + 1)) i++
    else j++
  }
  return { inA, inB }
}

function pieces(words: readonly string[], common: ReadonlySet<number>): readonly Piece[] {
  const found: Piece[] = []
  for (const [index, text] of words.entries()) {
    const isDifferent = !common.has(index)
    const last = found.at(-1)
    if (last?.isDifferent === isDifferent) found[found.length - 1] = { text: last.text + text, isDifferent }
    else found.push({ text, isDifferent })
  }
  return found
}

function whole(text: string): Piece {
  return { text, isDifferent: true }
}
