// Answers that are still good: equal questions within a short time share one request and its answer. It keeps a bounded number of them and drops the
// oldest first; what a question is and when its answer is too old is said by whoever asks.

export interface RecentAnswersOptions {
  /** Answers kept; the oldest goes when there are more. */
  readonly max: number
  readonly now: () => number
}

interface Entry {
  readonly answer: Promise<unknown>
  /** Not before it has come: it is good for keepMs from then on. */
  answeredAtMs: number | undefined
}

export class RecentAnswers {
  readonly #options: RecentAnswersOptions
  readonly #entries = new Map<string, Entry>()

  constructor(options: RecentAnswersOptions) {
    this.#options = options
  }

  get size(): number {
    return this.#entries.size
  }

  /** The answer to `key` when it is at most keepMs old or on its way, else a new one. A rejection is kept for nobody. */
  get<Answer>(key: string, keepMs: number, ask: () => Promise<Answer>): Promise<Answer> {
    const known = this.#entries.get(key)
    if (known !== undefined && this.#isGood(known, keepMs)) return known.answer as Promise<Answer>
    const answer = ask()
    const entry: Entry = { answer, answeredAtMs: undefined }
    // Deleted first, so that the order of the map is the order of age.
    this.#entries.delete(key)
    this.#entries.set(key, entry)
    if (this.#entries.size > this.#options.max) this.#forgetOldest()
    answer.then(
      () => {
        entry.answeredAtMs = this.#options.now()
      },
      () => {
        if (this.#entries.get(key) === entry) this.#entries.delete(key)
      },
    )
    return answer
  }

  #isGood({ answeredAtMs }: Entry, keepMs: number): boolean {
    return answeredAtMs === undefined || this.#options.now() - answeredAtMs <= keepMs
  }

  #forgetOldest(): void {
    const [oldest] = this.#entries.keys()
    if (oldest !== undefined) this.#entries.delete(oldest)
  }
}
