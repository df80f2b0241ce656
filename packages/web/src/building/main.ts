// The command behind `npm run build`, and what `npm start` and `npm run serve` run first: one line when it has something to do, silence when not.

import { parseArgs } from "node:util"
import { buildPage, isStale } from "./build-page.ts"

const { values } = parseArgs({
  options: { "when-needed": { type: "boolean", default: false } },
})
const force = !values["when-needed"]
if (force || isStale()) {
  if (!force) console.log("the page is older than its sources: it is built, which takes a few seconds")
  try {
    const { seconds, gzipBytes } = await buildPage({ force })
    console.log(`the page was built in ${seconds.toFixed(1)} s: ${Math.round(gzipBytes / 1024)} KiB compressed`)
  } catch (error) {
    console.error(`the page could not be built: ${error instanceof Error ? error.message : String(error)}`)
    // Orders do not wait for a page: the server starts with the one of before, or says that there is none.
    if (force) process.exitCode = 1
  }
}
