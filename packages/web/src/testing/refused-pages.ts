// Lists whose older pages the server refuses for as long as a test wants: pages are cut short, so that there are older ones. It relies on the browser's page only.

import type { Page } from "playwright-core"
import { refuse } from "./refuse.ts"

const ROWS = "2"

export interface RefusedPages {
  isRefusing: boolean
  /** Older pages that were asked for and refused. */
  refused: number
}

/** Of every request whose address fits. */
export async function refuseOlderPages(page: Page, address: RegExp): Promise<RefusedPages> {
  const pages: RefusedPages = { isRefusing: true, refused: 0 }
  await page.route(address, async (route) => {
    const url = new URL(route.request().url())
    url.searchParams.set("limit", ROWS)
    if (!url.searchParams.has("cursor") || !pages.isRefusing) return await route.continue({ url: String(url) })
    pages.refused++
    await refuse(route, { status: 400, code: "invalid-request", detail: "No such page." })
  })
  return pages
}
