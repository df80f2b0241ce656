// The page for people and its way in: static files read once at start, and the one-time link that gives a browser its session.

import { readFileSync } from "node:fs"
import { join } from "node:path"
import { problemOfDoor } from "@okx-oms/api"
import type { FastifyInstance } from "fastify"
import { type Access, SESSION_LIFETIME_MS } from "../access.ts"
import { sessionCookieName } from "../guard.ts"
import { sendProblem } from "../reply.ts"

const FOLDER = join(import.meta.dirname, "..", "page")
const HTML = "text/html; charset=utf-8"
const STYLE = "text/css; charset=utf-8"
const SCRIPT = "text/javascript; charset=utf-8"
const FILES = [
  { url: "/", file: "index.html", type: HTML },
  { url: "/page.css", file: "page.css", type: STYLE },
  { url: "/sizes.css", file: "sizes.css", type: STYLE },
  { url: "/docs.css", file: "docs.css", type: STYLE },
  ...["page", "page-data", "page-dialog", "page-elements", "page-orders", "page-panels", "page-words"].map((name) => ({
    url: `/${name}.js`,
    file: `${name}.js`,
    type: SCRIPT,
  })),
]

export function addPageRoutes(
  app: FastifyInstance,
  { access, port, origins = [] }: { access: Access; port: () => number; origins?: readonly string[] },
): void {
  const signInPage = read("sign-in.html").toString("utf8")
  for (const { url, file, type } of FILES) {
    const content = read(file)
    const config = url === "/" ? { signInPage } : {}
    app.get(url, { config }, async (_request, reply) => reply.type(type).send(content))
  }
  // The sign-in page needs its looks before there is a session.
  const signInStyle = read("sign-in.css")
  app.get("/sign-in.css", { config: { scope: "open" } }, async (_request, reply) => reply.type(STYLE).send(signInStyle))
  const icon = read("icon.svg")
  app.get("/icon.svg", { config: { scope: "open" } }, async (_request, reply) => reply.type("image/svg+xml").send(icon))

  app.get<{ Querystring: { key?: unknown } }>(
    "/open",
    { config: { scope: "open" }, exposeHeadRoute: false },
    async (request, reply) => {
      const { key } = request.query
      const session = typeof key === "string" ? access.openLink(key) : undefined
      if (session === undefined) {
        if (request.headers.accept?.includes("text/html") === true) {
          return reply.code(401).type(HTML).send(signInPage)
        }
        return sendProblem(
          reply,
          problemOfDoor("link-invalid", "Each link works once, for one minute. Ask for a new one."),
        )
      }
      const maxAge = Math.floor(SESSION_LIFETIME_MS / 1000)
      // Behind an encrypted door of the user's own the cookie never goes another way.
      const secure = origins.includes(`https://${request.headers.host?.toLowerCase()}`) ? "; Secure" : ""
      const cookie = `${sessionCookieName(port())}=${session}; Path=/; Max-Age=${maxAge}; HttpOnly; SameSite=Strict${secure}`
      return reply.header("set-cookie", cookie).redirect("/", 303)
    },
  )
}

function read(file: string): Buffer {
  return readFileSync(join(FOLDER, file))
}
