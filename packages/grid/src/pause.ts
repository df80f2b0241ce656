// A pause after trouble that grows with each further trouble, up to a limit. It relies on its owner for the time and for saying when the trouble is over.

const PAUSE_MS = 500
const PAUSE_MS_MAX = 15_000
const DOUBLINGS_MAX = 10

export class Pause {
  #until = 0
  #count = 0
  #why: string | undefined

  /** Of the newest trouble; undefined when there is none. It stays until end(), also when the pause itself is over. */
  get why(): string | undefined {
    return this.#why
  }

  /** Milliseconds that are left of it; 0 or less: what waited may be tried. */
  leftMs(now: number): number {
    return this.#until - now
  }

  /** Gives its length in milliseconds. */
  begin(why: string, now: number): number {
    const pauseMs = Math.min(PAUSE_MS_MAX, PAUSE_MS * 2 ** Math.min(this.#count, DOUBLINGS_MAX))
    this.#until = now + pauseMs
    this.#count++
    this.#why = why
    return pauseMs
  }

  /** The trouble is over: nothing waits, and the next pause is a short one. */
  end(): void {
    this.#until = 0
    this.#count = 0
    this.#why = undefined
  }
}
