// The contract as documents: OpenAPI for tools, and one page of it for people. Both are made once from the routes that are served, and hold no script.

import { readFileSync } from "node:fs"
import { openApiDocument, type Route } from "@okx-oms/api"
import { docsPage } from "../docs-page.ts"
import type { Handlers } from "../serve-route.ts"

const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
  readonly version: string
}

/** `routes` are those that this server serves. */
export function documentHandlers(routes: readonly Route[]) {
  const document = openApiDocument(routes, { version })
  const page = docsPage(routes, { version })
  return {
    getOpenApi: () => ({ ...document }),
    getDocs: ({ reply }) => reply.type("text/html; charset=utf-8").send(page),
  } satisfies Partial<Handlers>
}
