// How much of a processor a piece of work takes. Of this thread alone, so that other programs on the machine and other threads of this one count for as
// little as can be; what runs in several threads or waits is measured by its callers. It relies on Node's process only.

export interface Taken {
  /** Processor time of this thread. */
  readonly processorUs: number
  readonly wallUs: number
}

export function taken(work: () => void): Taken {
  const began = performance.now()
  const before = process.threadCpuUsage()
  work()
  const { user, system } = process.threadCpuUsage(before)
  return { processorUs: user + system, wallUs: (performance.now() - began) * 1_000 }
}

/** The same of work that waits now and then. */
export async function takenBy(work: () => Promise<unknown>): Promise<Taken> {
  const began = performance.now()
  const before = process.threadCpuUsage()
  await work()
  const { user, system } = process.threadCpuUsage(before)
  return { processorUs: user + system, wallUs: (performance.now() - began) * 1_000 }
}
