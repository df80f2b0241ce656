import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import { AMEND_RESERVE, budgetOf, capacityOf, type RateKey, RateLimiter } from "./rate-limit.ts"

const place = (instrument: string): RateKey => ({ kind: "place", instrument })
const amend = (instrument: string): RateKey => ({ kind: "amend", instrument })
const cancel = (instrument: string): RateKey => ({ kind: "cancel", instrument })
const rule = { limit: 60, windowMs: 2_000, per: "user" } as const

function read(priority: "normal" | "resolve", limit = 60): RateKey {
  return { kind: "read", endpoint: "orders-pending", rule: { ...rule, limit }, scope: "", priority }
}

/** Takes as many as go now. */
function drain(limiter: RateLimiter, key: RateKey, count: number, nowMs: number): number {
  let taken = 0
  while (limiter.tryTake(key, count, nowMs).ok) taken += count
  return taken
}

test("54 of 60 single placements fit into 2 s, so the documented limit is never touched", () => {
  const limiter = new RateLimiter()
  assert.equal(drain(limiter, place("BTC-USDT"), 1, 0), 54)
  assert.deepEqual(limiter.tryTake(place("BTC-USDT"), 1, 2_049), { ok: false, retryAtMs: 2_050 })
  assert.deepEqual(limiter.tryTake(place("BTC-USDT"), 1, 2_050), { ok: true })
  assert.equal(limiter.snapshot(2_050).find(({ bucket }) => bucket === "place-single:BTC-USDT")?.used, 1)
})

test("a batch counts orders in a window of its own and a batch of one in the single window, as OKX counts", () => {
  const limiter = new RateLimiter()
  assert.equal(drain(limiter, place("BTC-USDT"), 20, 0), 260)
  assert.equal(drain(limiter, place("BTC-USDT"), 1, 0), 54)
})

test("limits ten times as wide, so ten times as many fit and the window stays as long", () => {
  const limiter = new RateLimiter({ times: 10 })
  assert.equal(drain(limiter, place("BTC-USDT"), 1, 0), 540)
  assert.deepEqual(limiter.tryTake(place("BTC-USDT"), 1, 0), { ok: false, retryAtMs: 2_050 })
})

test("each instrument and each operation counts apart, so one market does not starve another", () => {
  const limiter = new RateLimiter()
  drain(limiter, place("BTC-USDT"), 1, 0)
  assert.equal(drain(limiter, place("ETH-USDT"), 1, 0), 54)
  assert.equal(drain(limiter, amend("BTC-USDT"), 1, 0), 54)
})

test("a cancel finds its window free after placements and reads have used up theirs, so it never waits behind them", () => {
  const limiter = new RateLimiter()
  for (let index = 0; index < 40; index++) drain(limiter, place(`S${index}-USDT`), 20, 0)
  drain(limiter, amend("BTC-USDT"), 1, 0)
  drain(limiter, read("resolve"), 1, 0)
  assert.equal(drain(limiter, cancel("BTC-USDT"), 1, 0), 54)
  assert.equal(drain(limiter, cancel("BTC-USDT"), 20, 0), 260)
})

test("placements leave a batch's room in the account's window, so any amendment goes before any placement", () => {
  const limiter = new RateLimiter()
  let placed = 0
  for (let index = 0; index < 40; index++) placed += drain(limiter, place(`S${index}-USDT`), 1, 0)
  assert.equal(placed, 900 - AMEND_RESERVE)
  assert.deepEqual(limiter.tryTake(amend("BTC-USDT"), AMEND_RESERVE, 0), { ok: true })
  assert.equal(limiter.tryTake(amend("ETH-USDT"), 1, 0).ok, false)
})

test("a normal read stops at four fifths and a resolving one does not, so doubt always finds a token", () => {
  const limiter = new RateLimiter()
  assert.equal(drain(limiter, read("normal"), 1, 0), 44)
  assert.equal(drain(limiter, read("resolve"), 1, 0), 10)
})

test("a refused take takes nothing from any window, so a full account window does not eat the instrument's", () => {
  const limiter = new RateLimiter({ accountOrdersPer2s: 40 })
  assert.equal(drain(limiter, place("BTC-USDT"), 1, 0), 16)
  for (let index = 0; index < 100; index++) limiter.tryTake(place("BTC-USDT"), 1, 1)
  const used = limiter.snapshot(1).find((use) => use.bucket === "place-single:BTC-USDT")?.used
  assert.equal(used, 16)
})

test("50061 closes the account's window and 50011 the instrument's, so we wait where OKX counted others with us", () => {
  const limiter = new RateLimiter()
  limiter.close(place("BTC-USDT"), 1, "50061", 0)
  assert.deepEqual(limiter.tryTake(place("ETH-USDT"), 1, 10), { ok: false, retryAtMs: 2_050 })
  assert.equal(limiter.tryTake(cancel("BTC-USDT"), 1, 10).ok, true)
  limiter.close(cancel("BTC-USDT"), 1, "50011", 20)
  assert.deepEqual(limiter.tryTake(cancel("BTC-USDT"), 1, 30), { ok: false, retryAtMs: 2_070 })
  assert.equal(limiter.tryTake(cancel("ETH-USDT"), 1, 30).ok, true)
})

test("a limit of one a second becomes one in a longer window, so it stays under 90 % as well", () => {
  assert.deepEqual(capacityOf({ limit: 1, windowMs: 1_000, per: "tag" }), { capacity: 1, windowMs: 1_162 })
  assert.deepEqual(capacityOf({ limit: 5, windowMs: 2_000, per: "user" }), { capacity: 4, windowMs: 2_050 })
})

test("more than a window can ever hold is a bug of ours, so it is thrown and not waited for", () => {
  assert.throws(() => new RateLimiter().tryTake(place("BTC-USDT"), 300, 0), /Invariant/)
})

test("places are taken before a slow append, so they count for the whole window from when the orders leave", () => {
  const limiter = new RateLimiter()
  for (let order = 0; order < 54; order++) assert.ok(limiter.tryTakeAhead(place("BTC-USDT"), 1, 0).ok)
  for (let order = 0; order < 54; order++) limiter.leaves(place("BTC-USDT"), 1, 1_500)
  assert.deepEqual(limiter.tryTakeAhead(place("BTC-USDT"), 1, 2_050), { ok: false, retryAtMs: 3_550 })
  assert.equal(limiter.tryTakeAhead(place("BTC-USDT"), 1, 3_550).ok, true)
})

test("the append lasts longer than the window, so nothing more is taken until what was taken has left", () => {
  const limiter = new RateLimiter()
  for (let order = 0; order < 54; order++) assert.ok(limiter.tryTakeAhead(place("BTC-USDT"), 1, 0).ok)
  assert.deepEqual(limiter.tryTakeAhead(place("BTC-USDT"), 1, 4_000), { ok: false, retryAtMs: 4_020 })
  for (let order = 0; order < 54; order++) limiter.leaves(place("BTC-USDT"), 1, 5_000)
  assert.deepEqual(limiter.tryTakeAhead(place("BTC-USDT"), 1, 5_001), { ok: false, retryAtMs: 7_050 })
  assert.equal(limiter.snapshot(5_001).find(({ bucket }) => bucket === "place-single:BTC-USDT")?.used, 54)
  assert.equal(limiter.tryTakeAhead(place("BTC-USDT"), 1, 7_050).ok, true)
})

test("what was taken never leaves, so its places are given back after ten seconds", () => {
  const limiter = new RateLimiter()
  for (let order = 0; order < 54; order++) limiter.tryTakeAhead(place("BTC-USDT"), 1, 0)
  assert.equal(limiter.tryTakeAhead(place("BTC-USDT"), 1, 10_000).ok, false)
  assert.equal(limiter.tryTakeAhead(place("BTC-USDT"), 1, 10_001).ok, true)
})

test("thousands of instruments do not pile up windows, so memory stays bounded", () => {
  const limiter = new RateLimiter()
  for (let index = 0; index < 5_000; index++) limiter.tryTake(cancel(`S${index}-USDT`), 1, index * 10)
  assert.ok(limiter.snapshot(50_000).length <= 206)
})

/** The obvious way: remember everything, count what is younger than the window. */
class NaiveWindow {
  readonly #taken: { atMs: number; count: number }[] = []

  used(nowMs: number, windowMs: number): number {
    return this.#taken.filter(({ atMs }) => nowMs - atMs < windowMs).reduce((sum, { count }) => sum + count, 0)
  }

  take(atMs: number, count: number): void {
    this.#taken.push({ atMs, count })
  }
}

test("the windows decide as a naive count of everything does, so speed costs no exactness", () => {
  const step = fc.record({
    waitMs: fc.oneof(fc.nat(3), fc.nat(700), fc.constant(2_000)),
    kind: fc.constantFrom("place", "amend", "cancel"),
    instrument: fc.constantFrom("A-USDT", "B-USDT"),
    count: fc.constantFrom(1, 1, 2, 7, 20),
    repeat: fc.integer({ min: 1, max: 30 }),
  } as const)
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const limiter = new RateLimiter({ accountOrdersPer2s: 200 })
      const naive = new Map<string, NaiveWindow>()
      const window = (name: string) => {
        const found = naive.get(name) ?? new NaiveWindow()
        naive.set(name, found)
        return found
      }
      let nowMs = 0
      for (const { waitMs, kind, instrument, count, repeat } of steps) {
        nowMs += waitMs
        for (let index = 0; index < repeat; index++) {
          const own = window(`${kind}-${count === 1 ? "single" : "batch"}:${instrument}`)
          const account = window("account")
          const fits = (at: number) => {
            const ownFits = own.used(at, 2_050) + count <= (count === 1 ? 54 : 270)
            const room = kind === "place" ? 180 - AMEND_RESERVE : 180
            return ownFits && (kind === "cancel" || account.used(at, 2_050) + count <= room)
          }
          const expected = fits(nowMs)
          const taken = limiter.tryTake({ kind, instrument }, count, nowMs)
          assert.equal(taken.ok, expected)
          if (!taken.ok) {
            assert.ok(fits(taken.retryAtMs) && !fits(taken.retryAtMs - 1), "retryAt is the first moment that works")
            break
          }
          own.take(nowMs, count)
          if (kind !== "cancel") account.take(nowMs, count)
        }
      }
    }),
    { numRuns: 200 },
  )
})

test("a window of one call, so it is no budget that people watch run low", () => {
  const use = { used: 1, documented: 60, windowMs: 1_000, closedUntilMs: 0 }
  const told = budgetOf(
    [
      { ...use, bucket: "cancel-all-after:desk1", capacity: 1 },
      { ...use, bucket: "place BTC-USDT", capacity: 54 },
    ],
    5,
  )
  assert.deepEqual(Object.keys(told), ["place BTC-USDT"])
})
