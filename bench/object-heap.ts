/** An event as most simulators have it: an object. */
export interface HeapEvent {
  readonly time: number
  readonly sequence: number
  readonly kind: number
  readonly a: number
  readonly b: number
}

/** What one would write first: a binary heap of event objects in order of (time, sequence). */
export class ObjectHeap {
  private readonly heap: HeapEvent[] = []
  private sequence = 0

  push(time: number, kind: number, a: number, b: number): void {
    const heap = this.heap
    const event = { time, sequence: this.sequence++, kind, a, b }
    let place = heap.length
    heap.push(event)
    while (place > 0) {
      const parent = (place - 1) >> 1
      if (!before(event, heap[parent])) break
      heap[place] = heap[parent]
      place = parent
    }
    heap[place] = event
  }

  /** The earliest event. Throws if there is none. */
  pop(): HeapEvent {
    const heap = this.heap
    const first = heap[0]
    const last = heap.pop()
    if (last === undefined) throw new Error("the heap is empty")
    if (heap.length > 0) this.sink(last)
    return first
  }

  private sink(event: HeapEvent): void {
    const heap = this.heap
    let place = 0
    for (;;) {
      let child = 2 * place + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && before(heap[child + 1], heap[child])) child++
      if (!before(heap[child], event)) break
      heap[place] = heap[child]
      place = child
    }
    heap[place] = event
  }
}

function before(x: HeapEvent, y: HeapEvent): boolean {
  return x.time !== y.time ? x.time < y.time : x.sequence < y.sequence
}
