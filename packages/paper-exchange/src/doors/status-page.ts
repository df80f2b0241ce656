// The status page: three files that lie beside the sources, read once and sent with a policy that lets nothing from elsewhere
// in. The page polls GET /paper/state; it has no build step and no other resource.

import { readFileSync } from "node:fs"
import type { ServerResponse } from "node:http"
import { join } from "node:path"

const FOLDER = join(import.meta.dirname, "..", "page")

const FILES: Readonly<Record<string, readonly [file: string, contentType: string]>> = {
  "/paper": ["index.html", "text/html; charset=utf-8"],
  "/paper/": ["index.html", "text/html; charset=utf-8"],
  "/paper/page.css": ["page.css", "text/css; charset=utf-8"],
  "/paper/page.js": ["page.js", "text/javascript; charset=utf-8"],
  "/paper/page-panels.js": ["page-panels.js", "text/javascript; charset=utf-8"],
  "/paper/page-elements.js": ["page-elements.js", "text/javascript; charset=utf-8"],
}

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ")

const read = new Map<string, Buffer>()

/** Sends the page or one of its files; false when the target is none of them. */
export function sendPage(target: string, response: ServerResponse): boolean {
  const [path = ""] = target.split("?")
  const found = Object.hasOwn(FILES, path) ? FILES[path] : undefined
  if (found === undefined) return false
  const [file, contentType] = found
  const content = read.get(file) ?? readFileSync(join(FOLDER, file))
  read.set(file, content)
  response.writeHead(200, {
    "content-type": contentType,
    "content-length": content.length,
    "cache-control": "no-store",
    "content-security-policy": POLICY,
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
  })
  response.end(content)
  return true
}
