// The power goes: the data directory lies on a file system of its own, which is shut down under load so that nothing unsynced survives, then mounted anew.
// Everything that anybody was told before the cut must be there, for it was told after its sync.

import { join } from "node:path"
import { reportTimeOver, type Task, type Work } from "./phase.ts"
import { Rig } from "./rig.ts"
import { ruinAndRecover } from "./ruin.ts"
import { powerCutMissing, Volume } from "./volume.ts"

const VOLUME_BYTES = 256 << 20

export function powerTasks(): readonly Task[] {
  return [{ name: "power cuts", phase: "power", run: runCuts }]
}

async function runCuts(work: Work): Promise<void> {
  const { folder, random, figures, report, plan } = work
  const made = await Volume.make(folder, VOLUME_BYTES)
  const missing = typeof made === "string" ? made : powerCutMissing()
  if (typeof made === "string" || missing !== undefined) {
    if (typeof made !== "string") await made[Symbol.asyncDispose]()
    report({ phase: "power", name: "power cuts", findings: [], skipped: missing ?? "" })
    return
  }
  await using volume = made
  // Closed before the volume, which its processes keep busy.
  await using rig = await Rig.open({ folder, random, figures, data: join(volume.path, "data") })
  for (let cut = 1; cut <= plan.powerCuts; cut++) {
    if (work.isOver()) {
      reportTimeOver(work, "power", `cuts ${cut} to ${plan.powerCuts}`)
      // Without a cut there is no journal yet that could be counted.
      if (cut === 1) return
      break
    }
    const { findings, note } = await ruinAndRecover(rig, {
      keys: `${plan.seed}.p${cut}`,
      // Between its request and its effect the shutdown lets a sync succeed that has reached nothing: no power cut does that.
      act: () => rig.server.whileItStandsStill(() => volume.cutPower()),
      ends: "stops",
      mend: async () => {
        await volume.unmount()
        await volume.mount()
      },
    })
    figures.add("power cuts")
    report({ phase: "power", name: `cut ${cut}`, findings, note })
    if (findings.length > 0) break
    await rig.server.kill("SIGTERM")
  }
  await rig.count()
}
