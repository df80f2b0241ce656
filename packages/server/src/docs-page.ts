// The contract as one page for people: every operation with its parameters, examples and problems, from the same table as everything else. It is plain
// HTML with one style sheet, so that the strict content policy holds for it too.

import { problemHead, type Route } from "@okx-oms/api"

interface Field {
  readonly name: string
  readonly place: string
  readonly required: boolean
  readonly description: string
}

/** `version` is the server's. */
export function docsPage(routes: readonly Route[], { version }: { readonly version: string }): string {
  const tags = [...new Set(routes.map(({ tag }) => tag))]
  const index = tags.map((tag) => {
    const links = routes.filter((route) => route.tag === tag).map(indexLine)
    return `<h2>${text(tag)}</h2><ul>${links.join("")}</ul>`
  })
  const sections = tags.flatMap((tag) => routes.filter((route) => route.tag === tag).map(section))
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>okx-oms API ${text(version)}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="/icon.svg">
<link rel="stylesheet" href="/docs.css"></head><body><nav>${index.join("")}</nav><main>
<h1>okx-oms API <small>${text(version)}</small></h1>
<p>Send a token as <code>Authorization: Bearer &lt;token&gt;</code>. Amounts are decimal strings, times ISO 8601 with their zone, what is not there is
null. Errors are problems (RFC 9457): <code>outcome</code> says whether anything happened. The same as a document: <a href="/openapi.json">openapi.json</a>.</p>
${sections.join("\n")}
</main></body></html>
`
}

function indexLine({ operationId, method, path, summary }: Route): string {
  return `<li><a href="#${text(operationId)}" title="${text(summary)}"><b>${method}</b> ${text(path)}</a></li>`
}

function section(route: Route): string {
  const { operationId, method, path, summary, description, scope, example, status, media } = route
  const scopeWord = scope === "open" ? "no token" : `scope ${scope === "cancel" ? "cancel-only" : scope}`
  return `<section id="${text(operationId)}"><h3><b>${method}</b> ${text(path)}</h3>
<p>${text(summary)}. <i>${scopeWord}, ${text(operationId)}</i></p>${description === "" ? "" : `<p>${prose(description)}</p>`}
${fieldTable(route)}
${example.body === undefined ? "" : `<h4>Body</h4>${code(example.body)}`}
<h4>${status} ${text(media)}</h4>${code(example.reply)}
${problems(route)}</section>`
}

function fieldTable(route: Route): string {
  const fields = [
    ...fieldsOf(route.params, "path"),
    ...fieldsOf(route.query, "query"),
    ...fieldsOf(route.headers, "header"),
    ...(("properties" in route.body && fieldsOf(route.body, "body")) || []),
  ]
  if (fields.length === 0) return ""
  const rows = fields.map(
    ({ name, place, required, description }) =>
      `<tr><td><code>${text(name)}</code></td><td>${place}${required ? "" : ", optional"}</td><td>${prose(description)}</td></tr>`,
  )
  return `<table><tbody>${rows.join("")}</tbody></table>`
}

function fieldsOf(schema: object, place: string): readonly Field[] {
  const { properties = {}, required = [] } = schema as {
    readonly properties?: Readonly<Record<string, object>>
    readonly required?: readonly string[]
  }
  return Object.entries(properties).map(([name, property]) => {
    const { description = "", enum: words } = property as {
      readonly description?: string
      readonly enum?: readonly unknown[]
    }
    const oneOf = words === undefined ? "" : `One of ${words.join(", ")}. `
    return { name, place, required: required.includes(name), description: oneOf + description }
  })
}

function problems({ problems: codes }: Route): string {
  if (codes.length === 0) return ""
  const items = codes.map((problem) => `<li>${problemHead(problem).status} <code>${text(problem)}</code></li>`)
  return `<h4>Problems of its own</h4><ul class="problems">${items.join("")}</ul>`
}

function code(value: unknown): string {
  return `<pre>${text(typeof value === "string" ? value : JSON.stringify(value, null, 2))}</pre>`
}

/** A sentence of the table: what stands between backticks is a name of the contract. */
function prose(raw: string): string {
  return text(raw).replaceAll(/`([^`]+)`/g, "<code>$1</code>")
}

/** Text as HTML shows it: nothing of the table may become markup. */
function text(raw: string): string {
  return raw
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;")
}
