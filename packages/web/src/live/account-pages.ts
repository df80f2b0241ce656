// One page of the past of each account that is looked at, as one page of all: who has more, who could not be read, and back to when the list has no gap. Pure
// but for the reading that it is given.

/** What one page has of one account, newest first. */
export interface AccountPage<Row> {
  readonly account: string
  readonly rows: readonly Row[]
  /** Null on its last page. */
  readonly nextCursor: string | null
  /** Why it could not be read. */
  readonly fault: Error | undefined
}

/** Of those accounts alone that have more. */
export type Cursors = Readonly<Record<string, string>>

type Read<Row> = (
  account: string,
  cursor: { readonly cursor?: string },
) => Promise<{ readonly rows: readonly Row[]; readonly nextCursor: string | null }>

/** The next page of every account that has more; null: the first of each. Throws when none could be read; of some, their pages tell why. */
export async function readAccounts<Row>(
  accounts: readonly string[],
  cursors: Cursors | null,
  read: Read<Row>,
): Promise<readonly AccountPage<Row>[]> {
  const wanted = cursors === null ? accounts : accounts.filter((account) => cursors[account] !== undefined)
  const pages = await Promise.all(
    wanted.map(async (account): Promise<AccountPage<Row>> => {
      const cursor = cursors?.[account]
      try {
        const page = await read(account, cursor === undefined ? {} : { cursor })
        return { account, ...page, fault: undefined }
      } catch (error) {
        const fault = error instanceof Error ? error : new Error(String(error))
        return { account, rows: [], nextCursor: null, fault }
      }
    }),
  )
  const [first] = pages
  if (first?.fault !== undefined && pages.every(({ fault }) => fault !== undefined)) throw first.fault
  return pages
}

/** Undefined: everything was read. */
export function nextCursors(pages: readonly AccountPage<unknown>[]): Cursors | undefined {
  const more = pages.flatMap(({ account, nextCursor }) => (nextCursor === null ? [] : [[account, nextCursor]]))
  return more.length === 0 ? undefined : Object.fromEntries(more)
}

/** Back to when every account is read; what lies before may lack rows of some. "" when each is read to its beginning. */
export function wholeSince<Row>(pages: readonly (readonly AccountPage<Row>[])[], timeOf: (row: Row) => string): string {
  const last = new Map(pages.flat().map((page) => [page.account, page]))
  const ends = [...last.values()].map(({ rows, nextCursor }) => {
    const oldest = rows.at(-1)
    return nextCursor === null || oldest === undefined ? "" : timeOf(oldest)
  })
  return ends.reduce((newest, end) => (end > newest ? end : newest), "")
}
