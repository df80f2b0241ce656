// The status page over loopback: what is sent, with which policy, to whom, and that it shows what there is as text when a
// browser is on this machine.

import assert from "node:assert/strict"
import { execFile } from "node:child_process"
import { existsSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { test } from "node:test"
import { startPaperExchange } from "../index.ts"
import { KEYS } from "../testing/desk.ts"

const BROWSERS = ["/usr/bin/chromium", "/usr/bin/google-chrome", "/usr/bin/chromium-browser"]
const LABEL = '<img src="x" onerror="document.title=1">'

test("the page and its files, so each comes with a policy that lets nothing from elsewhere in, and asks for nothing else", async () => {
  await using paper = await startPaperExchange({ market: "scripted" })
  const page = await fetch(`${paper.url}/paper`)
  const html = await page.text()
  assert.equal(page.status, 200)
  assert.match(page.headers.get("content-security-policy") ?? "", /default-src 'none'.*frame-ancestors 'none'/)
  const files = [...html.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path]) => path ?? "")
  assert.deepEqual([...new Set(files)].sort(), ["/paper/page.css", "/paper/page.js", "/paper/state"])
  for (const path of ["/paper/page.css", "/paper/page.js", "/paper/page-panels.js", "/paper/page-elements.js"]) {
    const file = await fetch(paper.url + path)
    assert.equal(file.status, 200, path)
    assert.equal(file.headers.get("x-content-type-options"), "nosniff")
    assert.doesNotMatch(
      (await file.text()).replaceAll("http://www.w3.org/2000/svg", ""),
      /https?:\/\/|innerHTML|eval\(/,
    )
  }
  assert.doesNotMatch(html, /<script>|<style|style="|onclick=/)
})

test("the state over the door, so it also says how long it has been open and what comes in", async () => {
  await using paper = await startPaperExchange({ market: "scripted" })
  await fetch(`${paper.url}/api/v5/public/time`)
  const state: unknown = await (await fetch(`${paper.url}/paper/state?brief=true`)).json()
  assert.match(JSON.stringify(state), /"door":\{"upMs":\d+,"cpuMs":\d+,"memoryBytes":\d+,"requests":1,"frames":0,/)
})

test("a page of another origin asks, so the control door is closed to it and the exchange itself is not", async () => {
  await using paper = await startPaperExchange({ market: "scripted" })
  const headers = { origin: "https://evil.example" }
  const body = JSON.stringify({ fault: "silence" })
  assert.equal((await fetch(`${paper.url}/paper/faults`, { method: "POST", headers, body })).status, 403)
  assert.equal((await fetch(`${paper.url}/paper/state`, { headers })).status, 403)
  assert.equal((await fetch(`${paper.url}/paper`, { headers })).status, 403)
  assert.equal((await fetch(`${paper.url}/api/v5/public/time`, { headers })).status, 200)
  const own = { origin: paper.url }
  assert.equal((await fetch(`${paper.url}/paper/state`, { headers: own })).status, 200)
})

test("a browser opens the page, so the book and the account are there and a label is text, not markup", async (context) => {
  const browser = BROWSERS.find((path) => existsSync(path))
  if (browser === undefined) {
    context.skip("skipped: no browser on this machine")
    return
  }
  await using paper = await startPaperExchange({ accounts: [{ ...KEYS, label: LABEL, balances: { USDT: "1234.5" } }] })
  const profile = mkdtempSync(join(tmpdir(), "paper-page-"))
  try {
    const dom = await dumped(browser, profile, `${paper.url}/paper#symbol=ETH-USDT`)
    assert.match(dom, /data-line="live"/)
    assert.match(dom, /<h2 id="book-title">ETH-USDT<\/h2>/)
    assert.match(dom, /1,234\.50/)
    assert.match(dom, /&lt;img src="x"/)
    assert.doesNotMatch(dom, /<img/)
    assert.ok((dom.match(/data-side="buy"/g) ?? []).length >= 10)
  } finally {
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
  }
})

/** What stands in the page after two seconds of its own time. */
function dumped(browser: string, profile: string, url: string): Promise<string> {
  const args = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    `--user-data-dir=${profile}`,
    "--virtual-time-budget=3000",
  ]
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  execFile(browser, [...args, "--dump-dom", url], { timeout: 60_000 }, (error, stdout) => {
    if (error === null) resolve(stdout)
    else reject(error)
  })
  return promise
}
