// Where everything of one journal lies. journal.db (with its -wal) is the truth; the lock says who may write; the index and the snapshots
// are derived from the journal and only save time.

import { join, resolve } from "node:path"

export interface JournalFiles {
  readonly directory: string
  /** Every turn of every account; back up this one, with its -wal beside it. */
  readonly journal: string
  /** Held by the one process that may append. */
  readonly lock: string
  /** Query tables; rebuilt from the journal when lost. */
  readonly index: string
  /** Directory of the newest two snapshots per account. */
  readonly snapshots: string
}

export function journalFilesIn(directory: string): JournalFiles {
  const absolute = resolve(directory)
  return {
    directory: absolute,
    journal: join(absolute, "journal.db"),
    lock: join(absolute, "journal.lock"),
    index: join(absolute, "journal-index.db"),
    snapshots: join(absolute, "journal-snapshots"),
  }
}
