// An error as the log tells it: type, message, stack, the plain facts that it carries, and its causes. Objects that hang on it are left out: libraries hang
// whole requests there, headers and all.

/** Causes of causes that are told; beyond them nothing new is said. */
const DEPTH_MAX = 6
/** Errors of one AggregateError that are told. */
const ERRORS_MAX = 10
const FACTS_MAX = 16
const TEXT_MAX = 2_000

export interface ErrorFacts {
  readonly type: string
  readonly message: string
  readonly stack?: string
  readonly cause?: unknown
  readonly errors?: readonly unknown[]
  readonly [fact: string]: unknown
}

/** Anything that is no error comes back as it is. */
export function errorFacts(value: unknown): unknown {
  return factsOf(value, DEPTH_MAX)
}

function factsOf(value: unknown, depth: number): unknown {
  if (!(value instanceof Error)) return typeof value === "object" && depth < DEPTH_MAX ? "(no error)" : value
  const { name, message, stack, cause } = value
  const inner = value instanceof AggregateError ? value.errors.slice(0, ERRORS_MAX) : []
  const facts: ErrorFacts = {
    ...plainFacts(value),
    type: name,
    message: message.slice(0, TEXT_MAX),
    // Frames only: name and message stand beside it, and a cause has a stack of its own.
    ...(stack !== undefined && { stack: stack.slice(stack.indexOf("\n    at ") + 1).slice(0, TEXT_MAX) }),
  }
  if (depth === 0) return facts
  return {
    ...facts,
    ...(cause !== undefined && { cause: factsOf(cause, depth - 1) }),
    ...(inner.length > 0 && { errors: inner.map((one) => factsOf(one, depth - 1)) }),
  }
}

/** Texts, numbers and truth values that stand on the error itself: code, advice, syscall, status. */
function plainFacts(error: Error): Record<string, unknown> {
  const plain: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(error).slice(0, FACTS_MAX)) {
    if (typeof value === "number" || typeof value === "boolean") plain[name] = value
    else if (typeof value === "string") plain[name] = value.slice(0, TEXT_MAX)
  }
  return plain
}
