// A request of the page that is answered by a refusal, as the server words one. It relies on the browser's route only.

import type { Route } from "playwright-core"

export interface Refusal {
  readonly status: number
  readonly code: string
  readonly detail: string
}

export async function refuse(route: Route, { status, code, detail }: Refusal): Promise<void> {
  const problem = { type: "about:blank", title: "No", status, code, detail }
  await route.fulfill({ status, contentType: "application/problem+json", json: problem })
}
