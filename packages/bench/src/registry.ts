// Every bench there is, by the name it is run by. A new one is a folder and a line here.

import type { Bench } from "./bench.ts"
import { page } from "./page/bench.ts"
import { paper } from "./paper/bench.ts"

export const BENCHES: Readonly<Record<string, Bench>> = { page, paper }
