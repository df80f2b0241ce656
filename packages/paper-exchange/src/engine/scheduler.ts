// What is to happen later, in exchange time: a heap of jobs ordered by due time, then by the order they were planned in.
// It has no clock; the exchange takes due jobs when it is told the time, so every run is repeatable.

export interface Scheduler {
  /** Plans a job; the answer takes it back (a job that already ran is not affected). */
  at(dueMs: number, run: () => void): () => void
  /** The due time of the next job, Infinity when there is none. */
  nextDueMs(): number
  /** Takes the next job due at or before nowMs. */
  take(nowMs: number): Job | undefined
}

export interface Job {
  readonly dueMs: number
  readonly sequence: number
  readonly run: () => void
  cancelled: boolean
}

export function createScheduler(): Scheduler {
  const heap: Job[] = []
  let sequence = 0
  const dropCancelled = (): void => {
    while (heap[0]?.cancelled === true) pop(heap)
  }
  return {
    at(dueMs, run) {
      const job: Job = { dueMs, sequence: sequence++, run, cancelled: false }
      push(heap, job)
      return () => {
        job.cancelled = true
      }
    },
    nextDueMs() {
      dropCancelled()
      return heap[0]?.dueMs ?? Number.POSITIVE_INFINITY
    },
    take(nowMs) {
      dropCancelled()
      const first = heap[0]
      return first !== undefined && first.dueMs <= nowMs ? pop(heap) : undefined
    },
  }
}

function before(a: Job, b: Job): boolean {
  return a.dueMs < b.dueMs || (a.dueMs === b.dueMs && a.sequence < b.sequence)
}

function push(heap: Job[], job: Job): void {
  let at = heap.length
  heap.push(job)
  while (at > 0) {
    const parentAt = (at - 1) >> 1
    const parent = heap[parentAt]
    if (parent === undefined || !before(job, parent)) break
    heap[at] = parent
    at = parentAt
  }
  heap[at] = job
}

function pop(heap: Job[]): Job | undefined {
  const first = heap[0]
  const last = heap.pop()
  if (last === undefined || first === last) return first
  let at = 0
  for (;;) {
    const leftAt = 2 * at + 1
    const left = heap[leftAt]
    if (left === undefined) break
    const right = heap[leftAt + 1]
    const smallerAt = right !== undefined && before(right, left) ? leftAt + 1 : leftAt
    const smaller = heap[smallerAt]
    if (smaller === undefined || !before(smaller, last)) break
    heap[at] = smaller
    at = smallerAt
  }
  heap[at] = last
  return first
}
