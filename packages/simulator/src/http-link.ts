// HTTP from the process to the exchange: whole requests and answers, each with a fate of its own, in no order among each other. It keeps what the client's
// transport promises: never later than its timeout, and "not sent" only when not one byte left.

import type { HttpRequest, HttpResult, HttpTransport, NoAnswerReason } from "@okx-oms/okx-client"
import type { Fate, NetworkOptions, Passage } from "./network.ts"

type Answer = { readonly status: number; readonly contentType: string; readonly body: string }

export class HttpLink implements HttpTransport {
  readonly #options: NetworkOptions
  #closed = false

  constructor(options: NetworkOptions) {
    this.#options = options
  }

  request(request: HttpRequest): Promise<HttpResult> {
    return new Promise((resolve) => {
      // A dead process gets no answer: nobody is there to wait for it.
      if (this.#closed || !this.#options.life.leave("http")) return
      new Asking(this.#options, request, resolve).begin()
    })
  }

  async close(): Promise<void> {
    this.#closed = true
  }
}

/** One request on its way there and back. Settles once. */
class Asking {
  readonly #options: NetworkOptions
  readonly #request: HttpRequest
  readonly #resolve: (result: HttpResult) => void
  readonly #what: string
  #settled = false
  #stopTimer: () => void = () => {}

  constructor(options: NetworkOptions, request: HttpRequest, resolve: (result: HttpResult) => void) {
    this.#options = options
    this.#request = request
    this.#resolve = resolve
    const query = request.target.indexOf("?")
    this.#what = `${request.method} ${query < 0 ? request.target : request.target.slice(0, query)}`
  }

  begin(): void {
    const { life, recorder, account, weather } = this.#options
    const { target, body, timeoutMs, headers } = this.#request
    const expTime = headers.expTime
    const sent = body === "" ? target : body
    recorder.observe({
      kind: "sent",
      account,
      transport: "rest",
      what: this.#what,
      body: sent,
      ...(expTime !== undefined && { expTimeMs: Number(expTime) }),
    })
    this.#stopTimer = life.after(timeoutMs, "timer", () =>
      this.#settle({ kind: "no-answer", reason: "timeout", detail: `no answer within ${timeoutMs} ms` }),
    )
    this.#follow(weather.fateOf(this.#passage("up", sent)), (arrived) => this.#arrive(arrived))
  }

  #passage(direction: "up" | "down", body: string): Passage {
    return { account: this.#options.account, transport: "rest", direction, what: this.#what, body }
  }

  #follow(fate: Fate, onward: (body?: string) => void): void {
    const { timeline, life } = this.#options
    // What is handed over while the process is being put to sleep leaves when it wakes.
    const asleepMs = life.alive ? life.asleepMs : 0
    switch (fate.kind) {
      case "pass":
        timeline.after(asleepMs + fate.afterMs, () => onward(fate.body))
        return
      case "held":
        fate.hold((body) => timeline.after(0, () => onward(body)))
        return
      case "answered":
        timeline.after(asleepMs + fate.afterMs, () =>
          this.#receive({ status: fate.status, contentType: "application/json", body: fate.body }),
        )
        return
      case "refused":
        timeline.after(asleepMs + 1, () => this.#deliver({ kind: "not-sent", detail: "connection refused" }))
        return
      case "lost":
        if (fate.noticedAfterMs !== undefined) timeline.after(fate.noticedAfterMs, () => this.#break("closed"))
        return
      case "cut":
        timeline.after(fate.hereAfterMs, () => this.#break("closed"))
        return
    }
  }

  /** At the exchange. */
  #arrive(rewritten: string | undefined): void {
    const { host, weather, account } = this.#options
    const { method, target, body, headers } = this.#request
    const lowered: Record<string, string> = {}
    for (const name of Object.keys(headers)) lowered[name.toLowerCase()] = headers[name] ?? ""
    host.rest(
      {
        method,
        target: body === "" ? (rewritten ?? target) : target,
        body: body === "" ? "" : (rewritten ?? body),
        headers: lowered,
        ip: weather.address(account),
      },
      (answer) => this.#comeBack(answer),
    )
  }

  #comeBack(answer: Answer): void {
    const fate = this.#options.weather.fateOf(this.#passage("down", answer.body))
    this.#follow(fate, (body) => this.#receive(body === undefined ? answer : { ...answer, body }))
  }

  #receive(answer: Answer): void {
    const { account, recorder, life } = this.#options
    life.enter("outside", () => {
      if (this.#settled) return
      if (answer.body.length > this.#request.responseBytesMax) {
        this.#settle({ kind: "no-answer", reason: "too-large", detail: `${answer.body.length} bytes` })
        return
      }
      recorder.observe({ kind: "received", account, transport: "rest", body: answer.body })
      this.#settle({ kind: "response", ...answer })
    })
  }

  #break(reason: NoAnswerReason): void {
    this.#deliver({ kind: "no-answer", reason, detail: "connection reset" })
  }

  #deliver(result: HttpResult): void {
    this.#options.life.enter("outside", () => this.#settle(result))
  }

  #settle(result: HttpResult): void {
    if (this.#settled) return
    this.#settled = true
    this.#stopTimer()
    this.#resolve(result)
  }
}
