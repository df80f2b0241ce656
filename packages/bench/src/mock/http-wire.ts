// HTTP requests by hand, as cheap as they can be: bodies of a stated length over connections that stay. What is asked and
// answered is for others.

const END_OF_HEAD = "\r\n\r\n"

export interface HttpAsked {
  readonly method: string
  /** Path and query, as signed. */
  readonly target: string
  readonly headers: ReadonlyMap<string, string>
  readonly body: string
}

/** The first whole request at the beginning of `data` and where it ends; undefined while it is not all there. */
export function readRequest(data: Buffer): { readonly request: HttpAsked; readonly end: number } | undefined {
  const headEnd = data.indexOf(END_OF_HEAD)
  if (headEnd < 0) return undefined
  const [first = "", ...lines] = data.toString("latin1", 0, headEnd).split("\r\n")
  const [method = "", target = ""] = first.split(" ")
  const headers = new Map<string, string>()
  for (const line of lines) {
    const colon = line.indexOf(":")
    headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim())
  }
  if (headers.has("transfer-encoding")) throw new Error("a body without a stated length is not for this mock")
  const bodyAt = headEnd + END_OF_HEAD.length
  const end = bodyAt + Number(headers.get("content-length") ?? 0)
  if (data.length < end) return undefined
  return { request: { method, target, headers, body: data.toString("utf8", bodyAt, end) }, end }
}

export function jsonResponse(status: number, body: string): Buffer {
  return Buffer.from(
    `HTTP/1.1 ${status} ${status === 200 ? "OK" : "Refused"}\r\nContent-Type: application/json\r\n` +
      `Connection: keep-alive\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
}
