// Which of many choices fit what was typed, for lists that are searched while typing. Pure.

export interface Choice {
  readonly value: string
  /** Beside it, softer. */
  readonly more?: string
}

/** A list that is longer is not read: a word more makes it shorter. */
const SHOWN_MAX = 60

/** Every word must be in the choice; those that begin with what was typed come first. */
export function fittingChoices(choices: readonly Choice[], typed: string): readonly Choice[] {
  const words = typed.trim().toLowerCase().split(/\s+/).filter(Boolean)
  const textOf = ({ value, more = "" }: Choice): string => `${value} ${more}`.toLowerCase()
  const fitting = choices.filter((choice) => words.every((word) => textOf(choice).includes(word)))
  const [first = ""] = words
  const begins = (choice: Choice): number => Number(!textOf(choice).startsWith(first))
  return [...fitting].sort((a, b) => begins(a) - begins(b)).slice(0, SHOWN_MAX)
}
