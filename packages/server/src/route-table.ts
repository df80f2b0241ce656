// Which methods an address takes, so that a wrong method is told apart from a wrong address.

export class RouteTable {
  readonly #routes: { readonly parts: readonly string[]; readonly methods: Set<string> }[] = []

  /** Notes a route as it is added; parts that begin with ":" stand for anything. */
  add(url: string, method: string | string[]): void {
    const parts = url.split("/")
    const known = this.#routes.find((route) => route.parts.join("/") === url)
    const methods = known?.methods ?? new Set<string>()
    if (known === undefined) this.#routes.push({ parts, methods })
    for (const name of [method].flat()) methods.add(name)
  }

  /** Every method that the path takes, in alphabetical order; none when there is no such path. */
  methodsOf(path: string): readonly string[] {
    const parts = path.split("/")
    const methods = this.#routes.filter((route) => matches(route.parts, parts)).flatMap((route) => [...route.methods])
    return [...new Set(methods)].sort()
  }
}

function matches(pattern: readonly string[], parts: readonly string[]): boolean {
  if (pattern.length !== parts.length) return false
  return pattern.every((part, index) => part === parts[index] || (part.startsWith(":") && parts[index] !== ""))
}
