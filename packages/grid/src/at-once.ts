// Several requests under way at once, with a limit, and an end that is the end: when it throws, nothing of it is still running.

/** Runs `work` for each item, at most `limit` at once. After a failure no further item is begun; the first failure is thrown when all have ended. */
export async function eachAtOnce<Item>(
  items: Iterable<Item>,
  limit: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const queue = Iterator.from(items)
  const failures: unknown[] = []
  const worker = async (): Promise<void> => {
    for (let next = queue.next(); next.done !== true && failures.length === 0; next = queue.next()) {
      try {
        await work(next.value)
      } catch (error) {
        failures.push(error)
      }
    }
  }
  await Promise.all(Array.from({ length: limit }, worker))
  if (failures.length > 0) throw failures[0]
}
