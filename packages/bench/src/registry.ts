// Every bench there is, by the name it is run by. A new one is a folder and a line here.

import { api } from "./api/bench.ts"
import type { Bench } from "./bench.ts"
import { engine } from "./engine/bench.ts"
import { growth } from "./growth/bench.ts"
import { journal } from "./journal/bench.ts"
import { memory } from "./memory/bench.ts"
import { page } from "./page/bench.ts"
import { paper } from "./paper/bench.ts"
import { place } from "./place/bench.ts"
import { pushes } from "./pushes/bench.ts"
import { reconcile } from "./reconcile/bench.ts"
import { recovery } from "./recovery/bench.ts"

export const BENCHES: Readonly<Record<string, Bench>> = {
  paper,
  place,
  pushes,
  engine,
  journal,
  recovery,
  memory,
  reconcile,
  api,
  growth,
  page,
}
