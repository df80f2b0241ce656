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
  const of = (tag: string): readonly Route[] => routes.filter((route) => route.tag === tag)
  const index = tags.map((tag) => `<h2>${text(titled(tag))}</h2><ul>${of(tag).map(indexLine).join("")}</ul>`)
  const groups = tags.map(
    (tag) => `<h2 class="group" id="tag-${text(tag)}">${text(titled(tag))}</h2>\n${of(tag).map(section).join("\n")}`,
  )
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>okx-oms API ${text(version)}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="/icon.svg">
<link rel="stylesheet" href="/docs.css"></head><body><a class="skip" href="#operations">To the operations</a>
<nav aria-label="Operations" tabindex="0"><a class="home" href="/">okx-oms</a>${index.join("")}</nav><main id="operations">
<h1>API <small>${text(version)}</small></h1>
<p class="lead">Send a token as <code>Authorization: Bearer &lt;token&gt;</code>. Amounts are decimal strings, times ISO 8601 with their zone, what is not there is
null. Errors are problems (RFC 9457): <code>outcome</code> says whether anything happened. The same as a document: <a href="/openapi.json">openapi.json</a>.</p>
${groups.join("\n")}
</main></body></html>
`
}

function indexLine({ operationId, method, path, summary }: Route): string {
  return `<li><a href="#${text(operationId)}" title="${text(summary)}">${badge(method)}<span class="index-path">${text(path)}</span></a></li>`
}

function section(route: Route): string {
  const { operationId, method, path, summary, description, scope, example, status, media } = route
  const scopeWord = scope === "open" ? "no token" : `scope ${scope === "cancel" ? "cancel-only" : scope}`
  return `<section id="${text(operationId)}" aria-labelledby="of-${text(operationId)}">
<h3 id="of-${text(operationId)}"><a class="heading" href="#${text(operationId)}">${badge(method)} <span class="path">${pathParts(path)}</span></a></h3>
<p class="summary">${text(summary)}. <span class="fact">${scopeWord}</span> <span class="fact">${text(operationId)}</span></p>${description === "" ? "" : `<p>${prose(description)}</p>`}
${fieldTable(route)}
<div class="examples">${example.body === undefined ? "" : `<div><h4>Body</h4>${code(example.body, `Body of ${operationId}`)}</div>`}
<div><h4>${status} <span>${text(media)}</span></h4>${code(example.reply, `Answer of ${operationId}`)}</div></div>
${problems(route)}</section>`
}

function badge(method: string): string {
  return `<b class="method" data-method="${text(method)}">${text(method)}</b>`
}

/** What is filled in stands out. */
function pathParts(path: string): string {
  return text(path).replaceAll(/\{\w+\}/g, "<i>$&</i>")
}

function titled(tag: string): string {
  return tag.charAt(0).toUpperCase() + tag.slice(1)
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
      `<tr><th scope="row"><code>${text(name)}</code></th><td>${place}${required ? "" : ", optional"}</td><td>${prose(description)}</td></tr>`,
  )
  return `<table><thead><tr><th scope="col">Name</th><th scope="col">Where</th><th scope="col">What</th></tr></thead><tbody>${rows.join("")}</tbody></table>`
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
  const items = codes.map((problem) => `<li><b>${problemHead(problem).status}</b> <code>${text(problem)}</code></li>`)
  return `<h4>Problems of its own</h4><ul class="problems">${items.join("")}</ul>`
}

/** Scrolled by keys too, where it is wide or long. */
function code(value: unknown, label: string): string {
  const shown = text(typeof value === "string" ? value : JSON.stringify(value, null, 2))
  return `<pre tabindex="0" role="region" aria-label="${text(label)}">${shown}</pre>`
}

/** A sentence of the table: names stand between backticks in it. */
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
