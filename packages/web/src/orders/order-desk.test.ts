// The desk: requests on their way and refused, cancels of many, and what it never does: change an order by itself.

import assert from "node:assert/strict"
import { test } from "node:test"
import { OmsProblem, type Problem } from "@okx-oms/api"
import { OrderDesk, type OrderRef } from "./order-desk.ts"

const order = (id: string): OrderRef => ({
  key: `paper/${id}`,
  account: "paper",
  orderId: id,
  seq: 4,
  line: `buy ${id}`,
})
const refusal = (message: string) =>
  new OmsProblem({ message, code: "order-closed", status: 409, outcome: "refused", retryable: false })
const receipt = (orderId: string) => ({
  orderId,
  clientOrderId: null,
  account: "paper",
  mode: "paper" as const,
  seq: 5,
  state: "Acknowledged" as const,
  pendingCancel: true,
})

const CLOSED: Problem = {
  type: "urn:okx-oms:problem:order-closed",
  title: "Order closed",
  status: 409,
  detail: "It is Filled.",
  code: "order-closed",
  outcome: "refused",
  retryable: false,
  errors: [],
  orderId: "b",
}

function deskWith(cancel: (id: string) => Promise<void>) {
  const told: string[] = []
  let most = 0
  let now = 0
  const client = {
    cancelOrder: async (id: string) => {
      most = Math.max(most, ++now)
      await cancel(id).finally(() => now--)
      return receipt(id)
    },
    cancelOrders: async () => ({
      results: [
        { ok: true as const, replayed: false, ...receipt("a") },
        { ok: false as const, problem: CLOSED },
      ],
      seq: 9,
    }),
    amendOrder: async (id: string) => {
      await cancel(id)
      return receipt(id)
    },
  }
  const desk = new OrderDesk(
    () => client,
    (text) => void told.push(text),
  )
  return { desk, told, most: () => most }
}

test("a cancel on its way, so the row says sending, and taken it says nothing: the stream tells the rest", async () => {
  let take = (): void => undefined
  const { desk, told } = deskWith(() => new Promise((taken) => (take = taken)))
  const sent = desk.cancel(order("a"))
  assert.deepEqual(desk.fate("paper/a"), { what: "cancel", seq: 4, problem: undefined })
  take()
  assert.equal(await sent, undefined)
  assert.equal(desk.fate("paper/a"), undefined)
  assert.deepEqual(told, [])
})

test("a cancel that is refused, so the row keeps the words and a notice says them", async () => {
  const { desk, told } = deskWith(async () => Promise.reject(refusal("The order is Filled.")))
  await desk.cancel(order("a"))
  assert.equal(desk.fate("paper/a")?.problem?.text, "The order is Filled.")
  assert.deepEqual(told, ["Cancel of buy a: The order is Filled."])
})

test("a cancel of thirty of which two are refused, so at most eight are on their way and the two are listed", async () => {
  const { desk, told, most } = deskWith(async (id) => {
    await new Promise((later) => setTimeout(later))
    if (id === "o7" || id === "o20") throw refusal("Gone.")
  })
  await desk.cancelMany(Array.from({ length: 30 }, (_, index) => order(`o${index}`)))
  assert.equal(most(), 8)
  const { bulk } = desk
  assert.deepEqual([bulk?.total, bulk?.done, bulk?.asked, bulk?.isOver], [30, 30, 28, true])
  assert.deepEqual(bulk?.failures.map(({ line }) => line).sort(), ["buy o20", "buy o7"])
  assert.deepEqual(told, ["Cancel of 28 orders asked for, 2 refused."])
  desk.forgetBulk()
  assert.equal(desk.bulk, undefined)
})

test("a cancel of whole accounts, so each answer counts and what was refused is listed by its order", async () => {
  const { desk } = deskWith(async () => undefined)
  await desk.cancelAll(["paper"])
  assert.deepEqual(
    desk.bulk?.failures.map(({ line, problem }) => [line, problem.text]),
    [["b", "It is Filled."]],
  )
})

test("an amendment that is refused, so the draft stays to be mended; one that is taken ends it", async () => {
  let isRefused = true
  const { desk } = deskWith(async () => {
    if (isRefused) throw refusal("Off the collar.")
  })
  desk.beginAmend({ key: "paper/a", field: "price", price: "1", quantity: "1" })
  assert.equal(await desk.amend(order("a"), { price: "2" }), false)
  assert.equal(desk.draft?.key, "paper/a")
  assert.equal(desk.fate("paper/a")?.problem?.text, "Off the collar.")
  isRefused = false
  assert.equal(await desk.amend(order("a"), { price: "3" }), true)
  assert.deepEqual([desk.draft, desk.fate("paper/a")], [undefined, undefined])
})
