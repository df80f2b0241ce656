// Several waits at once, but not more than a limit. It relies on nothing; what a job does with its failure is the job's own business.

/** Runs the jobs, at most `limit` at a time. */
export async function inParallel(jobs: readonly (() => Promise<void>)[], limit: number): Promise<void> {
  let next = 0
  const worker = async (): Promise<void> => {
    while (next < jobs.length) {
      const job = jobs[next++]
      if (job !== undefined) await job()
    }
  }
  await Promise.all(Array.from({ length: Math.min(limit, jobs.length) }, worker))
}
