// Reads the list of documented error codes out of a protocol reference: sections 2 and 9, with ranges written out.
// It relies on the reference's headings; headings themselves name ranges of chapters and do not count.

const SECTIONS = ["2", "9"]
const CODES = /(?<!\d)([56]\d{4})(?:\s*[–-]\s*([56]\d{4}))?(?!\d)/g

export function documentedCodes(reference: string): ReadonlySet<string> {
  const codes = new Set<string>()
  for (const section of SECTIONS) {
    for (const [, first = "", last = first] of sectionText(reference, section).matchAll(CODES)) {
      for (let code = Number(first); code <= Number(last); code++) codes.add(String(code))
    }
  }
  return codes
}

function sectionText(reference: string, section: string): string {
  const from = reference.indexOf(`\n## ${section}. `)
  const to = reference.indexOf("\n## ", from + 1)
  const lines = reference.slice(from, to < 0 ? undefined : to).split("\n")
  return lines.filter((line) => !line.startsWith("#")).join("\n")
}
