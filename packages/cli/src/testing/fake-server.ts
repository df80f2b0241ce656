// A server made of answers, for tests of what the command does with them: each operation answers the example of the contract unless the test gives another one. What
// was asked is kept.

import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import { ALL_ROUTES, type OperationId, ROUTES, type Route } from "@okx-oms/api"

export interface Asked {
  readonly operation: string
  readonly method: string
  readonly url: string
  readonly body: string
  readonly headers: IncomingMessage["headers"]
}

export type FakeAnswer =
  | { readonly status: number; readonly body: unknown; readonly headers?: Readonly<Record<string, string>> }
  /** Takes the request and never answers. */
  | "silence"
  /** Takes the request and hangs up. */
  | "hang-up"

type Answers = Partial<Record<OperationId, FakeAnswer | ((asked: Asked) => FakeAnswer)>>

export class FakeServer implements AsyncDisposable {
  readonly asked: Asked[] = []
  answers: Answers
  readonly #server = createServer((request, response) => void this.#answer(request, response))

  private constructor(answers: Answers) {
    this.answers = answers
  }

  static async start(answers: Answers = {}): Promise<FakeServer> {
    const fake = new FakeServer(answers)
    await new Promise<void>((resolve) => fake.#server.listen(0, "127.0.0.1", resolve))
    return fake
  }

  get env(): Readonly<Record<string, string>> {
    const address = this.#server.address()
    if (address === null || typeof address === "string") throw new Error("the server listens on a port")
    return { OMS_URL: `http://127.0.0.1:${address.port}`, OMS_TOKEN: "fake-token" }
  }

  of(operation: OperationId): readonly Asked[] {
    return this.asked.filter((one) => one.operation === operation)
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = ""
    for await (const chunk of request) body += String(chunk)
    const { pathname } = new URL(request.url ?? "/", "http://fake")
    const route = ALL_ROUTES.find((one) => one.method === request.method && patternOf(one).test(pathname))
    const operation = route?.operationId ?? "none"
    const asked = { operation, method: request.method ?? "", url: request.url ?? "", body, headers: request.headers }
    this.asked.push(asked)
    const given = this.answers[operation as OperationId]
    const answer = (typeof given === "function" ? given(asked) : given) ?? exampleOf(route)
    if (answer === "silence") return
    if (answer === "hang-up") return void request.socket.destroy()
    response.writeHead(answer.status, { "content-type": "application/json", ...answer.headers })
    response.end(JSON.stringify(answer.body))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }
}

/** A problem document, with the status of its code. */
export function problem(code: string, status: number, more: Readonly<Record<string, unknown>> = {}): FakeAnswer {
  const body = {
    type: `urn:okx-oms:problem:${code}`,
    title: code,
    status,
    detail: `it is ${code}`,
    code,
    outcome: "refused",
    retryable: false,
    errors: [],
    ...more,
  }
  return { status, body }
}

export function answer(body: unknown, status = 200): FakeAnswer {
  return { status, body }
}

function exampleOf(route: Route | undefined): FakeAnswer {
  return route === undefined ? problem("route-not-found", 404) : { status: route.status, body: route.example.reply }
}

function patternOf({ path }: Route): RegExp {
  return new RegExp(`^${path.replaceAll(/\{\w+\}/g, "[^/]+")}$`)
}

/** The contract's example order, changed. */
export function orderLike(change: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const { history: _, ...row } = ROUTES.getOrder.example.reply as Record<string, unknown>
  return { ...row, ...change }
}
