// A question to the journal that was not answered because of a limit, not because of the journal: the same question may be asked again.

export type QueryRefusal = "busy" | "time limit" | "closed"

/** `code` says which limit: too many waiting, the query took too long, or the journal was closed meanwhile. */
export class QueryRefused extends Error {
  readonly code: QueryRefusal

  constructor(code: QueryRefusal, message: string) {
    super(message)
    this.name = "QueryRefused"
    this.code = code
  }
}
