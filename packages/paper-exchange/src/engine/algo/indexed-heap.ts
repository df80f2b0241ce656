// A binary heap whose members know their place in it, so that any of them can be taken out in O(log n), not only the first.
// It relies on nothing; what is first is said by the `before` it is made with, which must be a strict total order.

/** A member's place in the heap that holds it; -1 while no heap does. */
export interface Placed {
  heapAt: number
}

export interface IndexedHeap<T extends Placed> {
  readonly members: T[]
  readonly before: (a: T, b: T) => boolean
}

export function createHeap<T extends Placed>(before: (a: T, b: T) => boolean): IndexedHeap<T> {
  return { members: [], before }
}

export function firstOf<T extends Placed>(heap: IndexedHeap<T>): T | undefined {
  return heap.members[0]
}

export function addMember<T extends Placed>(heap: IndexedHeap<T>, member: T): void {
  heap.members.push(member)
  rise(heap, member, heap.members.length - 1)
}

/** Takes a member out; nothing happens when it is in no heap. */
export function removeMember<T extends Placed>(heap: IndexedHeap<T>, member: T): void {
  const at = member.heapAt
  if (at < 0) return
  member.heapAt = -1
  const last = heap.members.pop()
  if (last === undefined || last === member) return
  if (at > 0 && isBefore(heap, last, (at - 1) >> 1)) rise(heap, last, at)
  else sink(heap, last, at)
}

function isBefore<T extends Placed>(heap: IndexedHeap<T>, member: T, at: number): boolean {
  const other = heap.members[at]
  return other !== undefined && heap.before(member, other)
}

function put<T extends Placed>(heap: IndexedHeap<T>, member: T, at: number): void {
  heap.members[at] = member
  member.heapAt = at
}

function rise<T extends Placed>(heap: IndexedHeap<T>, member: T, from: number): void {
  let at = from
  while (at > 0) {
    const parentAt = (at - 1) >> 1
    const parent = heap.members[parentAt]
    if (parent === undefined || !heap.before(member, parent)) break
    put(heap, parent, at)
    at = parentAt
  }
  put(heap, member, at)
}

function sink<T extends Placed>(heap: IndexedHeap<T>, member: T, from: number): void {
  const { members, before } = heap
  let at = from
  for (;;) {
    const left = members[2 * at + 1]
    if (left === undefined) break
    const right = members[2 * at + 2]
    const child = right !== undefined && before(right, left) ? right : left
    if (!before(child, member)) break
    const childAt = child.heapAt
    put(heap, child, at)
    at = childAt
  }
  put(heap, member, at)
}
