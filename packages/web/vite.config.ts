// How the page is built and served while it is worked on. `npm run dev` shows it with hot reloading in front of a running server (OMS_URL, or OMS_PORT on
// this machine) and prints a link that signs in; what the server itself serves is made by src/building.

import { readFileSync } from "node:fs"
import { join, resolve } from "node:path"
import react from "@vitejs/plugin-react"
import { defineConfig, type Plugin, type ProxyOptions } from "vite"
import { typeboxForBrowsers } from "./src/building/typebox-for-browsers.ts"

const ROOT = resolve(import.meta.dirname, "../..")
const SERVER = process.env.OMS_URL ?? `http://127.0.0.1:${process.env.OMS_PORT ?? "7070"}`
const DATA = resolve(ROOT, process.env.OMS_DATA ?? ".oms")
const DEV_PORT = Number(process.env.OMS_DEV_PORT ?? "5173")

/** The server takes requests of its own address only: behind this proxy they are. */
const proxied: ProxyOptions = {
  target: SERVER,
  changeOrigin: true,
  ws: true,
  configure(proxy) {
    proxy.on("proxyReq", (request) => {
      if (request.hasHeader("origin")) request.setHeader("origin", SERVER)
    })
    proxy.on("proxyReqWs", (request) => request.setHeader("origin", SERVER))
  },
}

/** A session for the browser, by the way in that every page has: a link that works once. */
function signInLink(): Plugin {
  return {
    name: "okx-oms:sign-in-link",
    apply: "serve",
    configureServer({ httpServer, config }) {
      httpServer?.once("listening", () => {
        void newLink()
          .then((path) =>
            config.logger.info(`  The page, signed in (once, within a minute): http://127.0.0.1:${DEV_PORT}${path}`),
          )
          .catch((error: unknown) => {
            const why = error instanceof Error ? error.message : String(error)
            config.logger.warn(`  No link that signs in: ${why}. Is a server running at ${SERVER}? npm start runs one.`)
          })
      })
    },
  }
}

async function newLink(): Promise<string> {
  const token = readFileSync(join(DATA, "admin.token"), "utf8").trim()
  const headers = { authorization: `Bearer ${token}` }
  const response = await fetch(`${SERVER}/v1/open-links`, {
    method: "POST",
    headers,
    signal: AbortSignal.timeout(5_000),
  })
  if (!response.ok) throw new Error(`the server answered ${response.status}`)
  const { path } = (await response.json()) as { readonly path: string }
  return path
}

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), typeboxForBrowsers(), signInLink()],
  server: {
    host: "127.0.0.1",
    port: DEV_PORT,
    strictPort: true,
    proxy: { "/v1": proxied, "/open": proxied, "/openapi.json": proxied, "/docs": proxied, "/metrics": proxied },
  },
  build: {
    target: "es2024",
    // Inlined files would be data: addresses, which the content policy does not allow.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1_200,
    modulePreload: { polyfill: false },
  },
})
