// A list with one more at its end. Orders keep their steps, executions and fees as lists that never change: each news of one makes the next list.

/** A copy that is exactly as long as it must be. `[...list, item]` keeps room for some sixteen more, in every order for as long as it is remembered. */
export function appended<Item>(list: readonly Item[], item: Item): readonly Item[] {
  const { length } = list
  const longer = new Array<Item>(length + 1)
  for (let at = 0; at < length; at++) longer[at] = list[at] as Item
  longer[length] = item
  return longer
}
