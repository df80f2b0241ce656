// A value that must never be seen: API secrets and passphrases. It relies on private class fields, so that neither text
// conversion, JSON, util.inspect nor a spread of the object shows it. Whoever needs the value calls reveal() by name.

const MASK = "[secret]"

/** Holds one secret text; every way of turning it into text says "[secret]". */
export class Secret {
  readonly #value: string

  constructor(value: string) {
    this.#value = value
  }

  /** The text itself: only for signing and logging in. */
  reveal(): string {
    return this.#value
  }

  toString(): string {
    return MASK
  }

  toJSON(): string {
    return MASK
  }

  [Symbol.toPrimitive](): string {
    return MASK
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return MASK
  }
}
