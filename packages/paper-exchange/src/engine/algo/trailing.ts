// Trailing stops of one market. Those that have seen the same extreme of the last price stand in one group, ordered by how much
// they let it come back; only the nearest of a group waits in the trigger book. A new extreme joins the groups it passes, the
// smaller into the larger, so that following a price costs O(log² n) per stop over its whole life and nothing per change.

import { type Decimal, Decimals } from "@okx-oms/core"
import { addMember, createHeap, firstOf, type IndexedHeap, type Placed, removeMember } from "./indexed-heap.ts"
import { type Arm, arm, disarm, type PriceArms } from "./price-arms.ts"

/** How far the price may come back: a distance, or a part of the extreme (0.01 is 1 %). */
export type CallbackKind = "spread" | "ratio"

/** One stop that follows the price. */
export interface Trailer extends Placed {
  readonly callback: Decimal
  readonly sequence: number
  readonly fire: (price: Decimal) => void
  group: TrailGroup
}

export interface TrailGroup {
  readonly track: TrailTrack
  readonly members: IndexedHeap<Trailer>
  /** The highest last price that its members have seen (sell), or the lowest (buy). */
  extreme: Decimal
  armed: Arm | undefined
}

/** The groups of one side and kind, the oldest and most extreme first. */
export interface TrailTrack {
  /** True for stops that buy: they follow the price down and go off when it rises. */
  readonly buys: boolean
  readonly kind: CallbackKind
  readonly groups: TrailGroup[]
}

export interface Trails {
  readonly arms: PriceArms
  readonly tracks: readonly TrailTrack[]
  /** An extreme has moved since a store looked last. */
  moved: boolean
}

export function createTrails(arms: PriceArms): Trails {
  const track = (buys: boolean, kind: CallbackKind): TrailTrack => ({ buys, kind, groups: [] })
  return {
    arms,
    tracks: [track(false, "spread"), track(false, "ratio"), track(true, "spread"), track(true, "ratio")],
    moved: false,
  }
}

/** Follows the last price from `price` on. It must be the present one, or as extreme as the market has seen since. */
export function startTrailing(
  trails: Trails,
  terms: {
    readonly buys: boolean
    readonly kind: CallbackKind
    readonly callback: Decimal
    readonly price: Decimal
    readonly fire: (price: Decimal) => void
  },
): Trailer | undefined {
  const track = trails.tracks.find(({ buys, kind }) => buys === terms.buys && kind === terms.kind)
  if (track === undefined) return undefined
  const group = groupAt(track, terms.price)
  const { callback, fire } = terms
  const trailer: Trailer = { callback, fire, sequence: trails.arms.sequenceNext++, group, heapAt: -1 }
  addMember(group.members, trailer)
  rearm(trails, group)
  return trailer
}

/** Its stop is off; nothing happens when it has gone off already. */
export function stopTrailing(trails: Trails, trailer: Trailer): void {
  if (trailer.heapAt < 0) return
  const { group } = trailer
  removeMember(group.members, trailer)
  if (group.members.members.length > 0) rearm(trails, group)
  else drop(trails, group)
}

/** The last price at which it would go off now. */
export function trailPrice(trailer: Trailer): Decimal {
  return priceFor(trailer.group, trailer.callback)
}

/** Takes a new extreme along. */
export function followPrice(trails: Trails, price: Decimal): void {
  for (const track of trails.tracks) {
    const { groups, buys } = track
    let joined: TrailGroup | undefined
    for (let newest = groups.at(-1); newest !== undefined; newest = groups.at(-1)) {
      if (!isBeyond(buys, price, newest.extreme)) break
      groups.pop()
      if (newest.armed !== undefined) disarm(trails.arms, newest.armed)
      newest.armed = undefined
      joined = joined === undefined ? newest : join(joined, newest)
    }
    if (joined === undefined) continue
    trails.moved = true
    const same = groups.at(-1)
    if (same !== undefined && Decimals.equals(same.extreme, price)) {
      groups.pop()
      if (same.armed !== undefined) disarm(trails.arms, same.armed)
      same.armed = undefined
      joined = join(joined, same)
    }
    joined.extreme = price
    groups.push(joined)
    rearm(trails, joined)
  }
}

function isBeyond(buys: boolean, price: Decimal, extreme: Decimal): boolean {
  return buys ? Decimals.lessThan(price, extreme) : Decimals.greaterThan(price, extreme)
}

/** The group that has seen this extreme; groups are sorted, so it is where a search ends. */
function groupAt(track: TrailTrack, price: Decimal): TrailGroup {
  const { groups } = track
  const at = placeOf(track, price)
  const known = groups[at]
  if (known !== undefined && Decimals.equals(known.extreme, price)) return known
  const members = createHeap<Trailer>(
    (a, b) => (Decimals.compare(a.callback, b.callback) || a.sequence - b.sequence) < 0,
  )
  const group: TrailGroup = { track, members, extreme: price, armed: undefined }
  groups.splice(at, 0, group)
  return group
}

/** The place of the first group whose extreme is not beyond this price. */
function placeOf({ groups, buys }: TrailTrack, price: Decimal): number {
  let low = 0
  let high = groups.length
  while (low < high) {
    const middle = (low + high) >> 1
    const group = groups[middle]
    if (group !== undefined && isBeyond(buys, group.extreme, price)) low = middle + 1
    else high = middle
  }
  return low
}

function join(a: TrailGroup, b: TrailGroup): TrailGroup {
  const [larger, smaller] = a.members.members.length >= b.members.members.length ? [a, b] : [b, a]
  for (const trailer of [...smaller.members.members]) {
    trailer.group = larger
    addMember(larger.members, trailer)
  }
  smaller.members.members.length = 0
  return larger
}

function drop(trails: Trails, group: TrailGroup): void {
  if (group.armed !== undefined) disarm(trails.arms, group.armed)
  group.armed = undefined
  const { track } = group
  const at = placeOf(track, group.extreme)
  if (track.groups[at] === group) track.groups.splice(at, 1)
}

function priceFor({ extreme, track }: TrailGroup, callback: Decimal): Decimal {
  const distance = track.kind === "spread" ? callback : Decimals.multiply(extreme, callback)
  return track.buys ? Decimals.add(extreme, distance) : Decimals.subtract(extreme, distance)
}

/** Lets the nearest of the group wait for its price. */
function rearm(trails: Trails, group: TrailGroup): void {
  if (group.armed !== undefined) disarm(trails.arms, group.armed)
  const nearest = firstOf(group.members)
  if (nearest === undefined) return
  group.armed = arm(trails.arms, {
    priceType: "last",
    rises: group.track.buys,
    price: priceFor(group, nearest.callback),
    fire(price) {
      group.armed = undefined
      removeMember(group.members, nearest)
      if (group.members.members.length > 0) rearm(trails, group)
      else drop(trails, group)
      nearest.fire(price)
    },
  })
}
