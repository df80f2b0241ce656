// A bounded wait: true when the promise settled in time, false when the time was over first. The timer never outlives the wait.

export async function within(promise: Promise<unknown>, timeoutMs: number): Promise<boolean> {
  const { promise: over, resolve } = Promise.withResolvers<boolean>()
  const timer = setTimeout(() => resolve(false), timeoutMs)
  try {
    return await Promise.race([promise.then(() => true), over])
  } finally {
    clearTimeout(timer)
  }
}
