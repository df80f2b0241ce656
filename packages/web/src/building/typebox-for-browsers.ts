// TypeBox as the page needs it: a third of it, and nothing that the page's content policy would report. A part of Vite's build; on the server the whole of it runs.

import type { Plugin } from "vite"

/** Files of TypeBox and what stands in for them. */
const STAND_INS: readonly { readonly source: RegExp; readonly importer: RegExp; readonly code: string }[] = [
  // It would try once whether code may be evaluated, and be reported. Its checks run as they are instead.
  {
    source: /^\.\/evaluate\.mjs$/,
    importer: /typebox.*[/\\]system[/\\]environment[/\\]/,
    code: [
      "export const CanEvaluate = () => false",
      'export function Evaluate() { throw new Error("the content policy of this page allows no evaluated code") }',
    ].join("\n"),
  },
  // Mail addresses, URIs and the names of hosts in every script: formats that no schema of ours asks for.
  {
    source: /^\.\/_registry\.mjs$/,
    importer: /typebox.*[/\\]format[/\\]/,
    code: [
      "export const Has = () => false",
      "export const Get = () => undefined",
      "export const Test = () => true",
      "export const Entries = () => []",
      "export function Set() {}",
      "export function Clear() {}",
      "export function Reset() {}",
    ].join("\n"),
  },
]
const MARK = "\0typebox-stand-in:"
const OUR_SCHEMAS = /packages[/\\]api[/\\]src[/\\]/
/** The default export is everything at once; by their names only the functions that are used stay. */
const WHOLE = /^import Type(?:, \{([^}]*)\})? from "typebox"/m

export function typeboxForBrowsers(): Plugin {
  return {
    name: "okx-oms:typebox-for-browsers",
    apply: "build",
    enforce: "pre",
    resolveId(source, importer = "") {
      const index = STAND_INS.findIndex((one) => one.source.test(source) && one.importer.test(importer))
      return index < 0 ? null : `${MARK}${index}`
    },
    load(id) {
      return id.startsWith(MARK) ? (STAND_INS[Number(id.slice(MARK.length))]?.code ?? null) : null
    },
    transform(code, id) {
      if (!OUR_SCHEMAS.test(id)) return null
      if (/\bformat: "/.test(code)) this.error(`${id} uses a format, and the page checks none: take its stand-in away`)
      const named = code.replace(WHOLE, (_, types: string | undefined) => {
        const also = types === undefined ? "" : `; import type {${types.replaceAll("type ", "")}} from "typebox"`
        return `import * as Type from "typebox"${also}`
      })
      // The lines stay where they are.
      return named === code ? null : { code: named, map: null }
    },
  }
}
