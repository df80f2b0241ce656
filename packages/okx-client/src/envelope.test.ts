import assert from "node:assert/strict"
import { test } from "node:test"
import { answerOf } from "./envelope.ts"

function response(body: string, status = 200, contentType = "application/json") {
  return answerOf({ kind: "response", status, contentType, body })
}

test("a complete envelope is read with its microsecond times, so latency inside OKX can be told", () => {
  const answer = response(
    '{"code":"0","msg":"","data":[{"a":1}],"inTime":"1695190491421339","outTime":"1695190491423240"}',
  )
  assert.deepEqual(answer, {
    kind: "envelope",
    status: 200,
    envelope: {
      code: "0",
      msg: "",
      data: [{ a: 1 }],
      inTimeUs: 1_695_190_491_421_339,
      outTimeUs: 1_695_190_491_423_240,
    },
  })
})

test("an error status with an envelope keeps both, so the outcome can weigh them", () => {
  const answer = response('{"code":"50011","msg":"Too Many Requests","data":[]}', 429)
  assert.equal(answer.kind === "envelope" && answer.status, 429)
  assert.equal(answer.kind === "envelope" && answer.envelope.code, "50011")
})

for (const [what, body, contentType, reason] of [
  ["an empty body", "", "application/json", "empty"],
  ["blanks only", " \n", "application/json", "empty"],
  ["a web page", "<html>502 Bad Gateway</html>", "text/html", "html"],
  ["a web page that says it is JSON", "<!doctype html>", "application/json", "html"],
  ["JSON cut off", '{"code":"0","msg":"","data":[{"ordId":"31', "application/json", "cut-json"],
  ["plain text", "upstream connect error", "text/plain", "not-json"],
  ["JSON without a code", '{"data":[]}', "application/json", "not-an-envelope"],
  ["a code that is a number", '{"code":0,"data":[]}', "application/json", "not-an-envelope"],
  ["data that is no list", '{"code":"0","data":{}}', "application/json", "not-an-envelope"],
  ["JSON null", "null", "application/json", "not-an-envelope"],
] as const) {
  test(`${what} is no envelope, so the outcome stays unknown (${reason})`, () => {
    const answer = response(body, 200, contentType)
    assert.equal(answer.kind === "no-envelope" ? answer.reason : answer.kind, reason)
  })
}

test("a failure before the first byte stays 'not sent' and one after it never does, so the two are never mixed", () => {
  assert.equal(answerOf({ kind: "not-sent", detail: "refused" }).kind, "not-sent")
  const after = answerOf({ kind: "no-answer", reason: "closed", detail: "reset" })
  assert.equal(after.kind === "no-envelope" && after.reason, "closed")
})
