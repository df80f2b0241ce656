// The one assertion of the shape tests: an answer has the recording's shape but for what is explained.

import assert from "node:assert/strict"
import { recordedNames, recording } from "./recorded.ts"
import { additions, differences } from "./shape.ts"
import { DOCUMENTED_NAMES, unexplained } from "./shape-deviations.ts"

/** Nothing differs but what is explained, and no name is of our own making. `recorded` when it is a part of the file. */
export function assertShape(file: string, answer: unknown, recorded: unknown = recording(file)): void {
  assert.deepEqual(unexplained(file, differences(recorded, answer)), [], file)
  const names = recordedNames()
  const invented = additions(recorded, answer).filter((path) => {
    const name = nameOf(path)
    return !names.has(name) && !Object.hasOwn(DOCUMENTED_NAMES, name)
  })
  assert.deepEqual(invented, [], `${file}: names that no recording has`)
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf(".") + 1).replace(/(\[\d*\])*: added$/, "")
}
