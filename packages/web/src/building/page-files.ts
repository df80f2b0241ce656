// Where the built page lies, for whoever serves it: the one door of this package. From source it is made by build-page.ts into dist/; in a published package
// it lies beside this file's folder. Whether it is there and how old it is, the caller finds out.

import { join } from "node:path"

/** From source the programs are TypeScript, in a published package JavaScript. */
const isSource = import.meta.url.endsWith(".ts")

/** The folder of index.html, with everything that it asks for. */
export const PAGE_FOLDER: string = isSource
  ? join(import.meta.dirname, "../../dist")
  : join(import.meta.dirname, "../page")

/** Where files lie whose names change with their content: they may be kept for ever. */
export const HASHED_FOLDER = "assets"

/** What makes the page, for people. */
export const BUILD_COMMAND = "npm run build"
