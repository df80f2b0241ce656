// The commands that the page knows at this moment: screens register theirs while they are shown, keys and palette run them. Bulk commands are armed by a first
// press and run by a second one soon after. Nothing here knows what a command does.

export interface PageCommand {
  /** Unique: "orders.cancel". */
  readonly id: string
  readonly title: string
  /** Where it belongs in the help: "Orders". */
  readonly group: string
  /** "x", "shift+x", "ctrl+k", "g o" is not known. Letters are lower case. */
  readonly keys?: string
  /** More words that find it in the palette. */
  readonly words?: string
  /** Concerns many at once: the key must be pressed twice. `arm` says in words what the second press does. */
  readonly arm?: string
  /** Why it cannot be done now; undefined when it can. */
  readonly off?: string | undefined
  readonly run: () => void
}

const ARMED_MS = 3_000

export class CommandRegistry {
  readonly #sets = new Map<symbol, readonly PageCommand[]>()
  readonly #listeners = new Set<() => void>()
  readonly #now: () => number
  #all: readonly PageCommand[] = []
  /** Keys that the person gave to commands, by id. */
  #chosen: Readonly<Record<string, string>> = {}
  #armed: { readonly id: string; readonly until: number } | undefined

  constructor(now: () => number = Date.now) {
    this.#now = now
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Those registered now; of one id the newest. */
  get all(): readonly PageCommand[] {
    return this.#all
  }

  put(owner: symbol, commands: readonly PageCommand[]): void {
    this.#sets.set(owner, commands)
    this.#changed()
  }

  remove(owner: symbol): void {
    this.#sets.delete(owner)
    this.#changed()
  }

  /** The person's own keys, by the command's id, in place of those that the screens name. */
  rekey(chosen: Readonly<Record<string, string>>): void {
    this.#chosen = chosen
    this.#changed()
  }

  /** What the keys mean now: the command that ran, or one that is armed or off, with its words. Undefined: nothing. */
  press(keys: string): { readonly command: PageCommand; readonly told: string | undefined } | undefined {
    const command = this.#all.find((one) => one.keys === keys)
    if (command === undefined) return undefined
    if (command.off !== undefined) return { command, told: command.off }
    if (command.arm !== undefined && !this.#isArmed(command.id)) {
      this.#armed = { id: command.id, until: this.#now() + ARMED_MS }
      return { command, told: `Press ${keys} again: ${command.arm}` }
    }
    this.#armed = undefined
    command.run()
    return { command, told: undefined }
  }

  #isArmed(id: string): boolean {
    return this.#armed?.id === id && this.#now() <= this.#armed.until
  }

  #changed(): void {
    const newest = new Map([...this.#sets.values()].flat().map((command) => [command.id, command])).values()
    this.#all = [...newest].map((command) => {
      const keys = this.#chosen[command.id]
      return keys === undefined ? command : { ...command, keys }
    })
    for (const listener of this.#listeners) listener()
  }
}

/** "ctrl+k", "shift+x", "?", "/": what was pressed, as commands name it. Undefined for a modifier alone. */
export function keysOf(event: {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
  readonly shiftKey: boolean
}): string | undefined {
  const { key, altKey, shiftKey } = event
  if (["Control", "Shift", "Alt", "Meta"].includes(key)) return undefined
  const isLetter = /^[a-z]$/i.test(key)
  const parts = [
    (event.ctrlKey || event.metaKey) && "ctrl",
    altKey && "alt",
    // Of signs the shift is part of the sign.
    shiftKey && (isLetter || key.length > 1) && "shift",
    key.length === 1 ? key.toLowerCase() : key,
  ]
  return parts.filter(Boolean).join("+")
}

/** Commands whose words begin with what was typed first, then those that have it anywhere; all of them for nothing. */
export function found(commands: readonly PageCommand[], typed: string): readonly PageCommand[] {
  const wanted = typed.trim().toLowerCase().split(/\s+/).filter(Boolean)
  const textOf = ({ title, group, words = "" }: PageCommand) => `${title} ${group} ${words}`.toLowerCase()
  const hits = commands.filter((command) => wanted.every((word) => textOf(command).includes(word)))
  const [first = ""] = wanted
  return [...hits].sort((a, b) => Number(!textOf(a).startsWith(first)) - Number(!textOf(b).startsWith(first)))
}
