// The page for people and its way in: the files of the build, the one-time link that gives a browser its session, and the page that says how to get one. What
// the build consists of is page-files.ts's; nothing here knows a file of it by name.

import { readFileSync } from "node:fs"
import { join } from "node:path"
import { problemOfDoor } from "@okx-oms/api"
import type { FastifyInstance } from "fastify"
import { type Access, SESSION_LIFETIME_MS } from "../access.ts"
import { sessionCookieName } from "../guard.ts"
import { encodedFor, NO_PAGE_ADVICE, type PageFile } from "../page-files.ts"
import { sendProblem } from "../reply.ts"

const FOLDER = join(import.meta.dirname, "..", "page")
const HTML = "text/html; charset=utf-8"
const STYLE = "text/css; charset=utf-8"
const FOR_EVER = "private, max-age=31536000, immutable"
/** Kept, but asked about each time: another build has other names in it. */
const ASKED_ABOUT = "private, no-cache"

export interface PageRouteOptions {
  readonly access: Access
  readonly port: () => number
  readonly origins?: readonly string[]
  /** Of the build; none when there is no build. */
  readonly files: readonly PageFile[]
}

export function addPageRoutes(app: FastifyInstance, options: PageRouteOptions): void {
  const signInPage = read("sign-in.html").toString("utf8")
  const { files } = options
  for (const file of files) addFile(app, file, signInPage)
  if (files.length === 0) {
    const page = read("no-page.html").toString("utf8").replace("{advice}", NO_PAGE_ADVICE)
    app.get("/", { config: { signInPage } }, async (_request, reply) => reply.code(503).type(HTML).send(page))
  }
  const docsStyle = read("docs.css")
  app.get("/docs.css", async (_request, reply) => reply.type(STYLE).send(docsStyle))
  // The sign-in page needs its looks before there is a session.
  const signInStyle = read("sign-in.css")
  app.get("/sign-in.css", { config: { scope: "open" } }, async (_request, reply) => reply.type(STYLE).send(signInStyle))
  if (!files.some(({ url }) => url === "/icon.svg")) addOwnIcon(app)
  addWayIn(app, options, signInPage)
}

function addFile(app: FastifyInstance, file: PageFile, signInPage: string): void {
  const { url, type, isHashed } = file
  const caching = isHashed ? FOR_EVER : ASKED_ABOUT
  // The sign-in page shows the icon too.
  const config = url === "/" ? { signInPage } : url === "/icon.svg" ? { scope: "open" as const } : {}
  app.get(url, { config }, async (request, reply) => {
    const { content, encoding } = encodedFor(file, request.headers["accept-encoding"])
    if (encoding !== undefined) reply.header("content-encoding", encoding)
    return reply.headers({ "cache-control": caching, vary: "accept-encoding" }).type(type).send(content)
  })
}

function addOwnIcon(app: FastifyInstance): void {
  const icon = read("icon.svg")
  app.get("/icon.svg", { config: { scope: "open" } }, async (_request, reply) => reply.type("image/svg+xml").send(icon))
}

function addWayIn(app: FastifyInstance, options: PageRouteOptions, signInPage: string): void {
  const { access, port, origins = [] } = options
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
