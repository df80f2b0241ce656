// Where a worker's entry lies: beside this file, with this file's own extension, so the same line works from source and from built JavaScript.

import { extname } from "node:path"

export function workerUrl(name: string): URL {
  return new URL(`./${name}${extname(new URL(import.meta.url).pathname)}`, import.meta.url)
}
