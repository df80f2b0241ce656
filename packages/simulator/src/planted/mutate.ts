// One textual change of a source, exactly where it was meant.

export interface Edit {
  /** Below packages/: "core/src/decide-reply.ts". */
  readonly file: string
  /** There exactly once. */
  readonly find: string
  readonly replace: string
}

/** Throws when the text is not there, or there more than once. */
export function mutate(source: string, { file, find, replace }: Edit): string {
  const parts = source.split(find)
  if (parts.length !== 2)
    throw new Error(`${file} has the text to replace ${parts.length - 1} times, not once: ${find}`)
  return parts.join(replace)
}
