// The word for a Node that is too old to run the project, instead of a stack trace. It relies on nothing that such a Node lacks.

/** node:sqlite, running TypeScript and the test runner's options are there from 24 on. */
const NODE_MAJOR_MIN = 24

/** Prints what to do and ends the process with code 1 when this Node is too old. */
export function refuseOldNode(version: string = process.versions.node): void {
  const advice = oldNodeAdvice(version)
  if (advice === undefined) return
  console.error(advice)
  process.exit(1)
}

/** What to do instead; undefined when the version will do. */
export function oldNodeAdvice(version: string): string | undefined {
  if (Number.parseInt(version, 10) >= NODE_MAJOR_MIN) return undefined
  return `This is Node ${version}; Node ${NODE_MAJOR_MIN} or newer is needed. Run it by npm, which brings Node 26: npm run check, npm test.`
}
