/** Samples of what many machines used, in any order, as curves of the tasks that they belong to. */
import {
  float64Column,
  GrowingColumn,
  int32Column,
  type Micros,
  type UsageTable,
  UsageTableBuilder,
} from "../../sim/index.ts"

export class UsageSamples {
  readonly #owners = new Map<string, number>()
  readonly #owner = new GrowingColumn(int32Column)
  readonly #time = new GrowingColumn(float64Column)
  readonly #cpus = new GrowingColumn(float64Column)
  readonly #mem = new GrowingColumn(float64Column)
  readonly #curves = new UsageTableBuilder()
  #byOwner: readonly (readonly number[])[] | undefined

  get count(): number {
    return this.#time.length
  }

  get owners(): readonly string[] {
    return [...this.#owners.keys()]
  }

  /** From `time` on, by the trace's clock, `owner` used so much, in the trace's own units. */
  add(owner: string, time: Micros, cpus: number, mem: number): void {
    let row = this.#owners.get(owner)
    if (row === undefined) this.#owners.set(owner, (row = this.#owners.size))
    this.#owner.push(row)
    this.#time.push(time)
    this.#cpus.push(cpus)
    this.#mem.push(mem)
  }

  /** The first and last time told of an owner; undefined where nothing is. */
  span(owner: string): { readonly first: Micros; readonly last: Micros } | undefined {
    const samples = this.#of(owner)
    if (samples.length === 0) return undefined
    return { first: this.#time.at(samples[0]), last: this.#time.at(samples[samples.length - 1]) }
  }

  /**
   * The curve of a task that began at `start`, made now; undefined where nothing is told of it. `units` is how many
   * thousandths of a CPU and of a MiB the trace's units are.
   */
  curveOf(
    owner: string,
    start: Micros,
    units: { readonly cpus: number; readonly mem: number },
  ): number | undefined {
    const samples = this.#of(owner).filter((sample) => this.#time.at(sample) >= start)
    if (samples.length === 0) return undefined
    const curve = this.#curves.curve()
    for (const sample of samples)
      this.#curves.sample(
        this.#time.at(sample) - start,
        Math.round(this.#cpus.at(sample) * units.cpus),
        Math.round(this.#mem.at(sample) * units.mem),
      )
    return curve
  }

  build(): UsageTable {
    return this.#curves.build()
  }

  /** The owner's samples in order of time. */
  #of(owner: string): readonly number[] {
    this.#byOwner ??= this.#sorted()
    return this.#byOwner[this.#owners.get(owner) ?? this.#byOwner.length] ?? []
  }

  #sorted(): number[][] {
    const lists: number[][] = Array.from({ length: this.#owners.size }, () => [])
    for (let sample = 0; sample < this.count; sample++) lists[this.#owner.at(sample)].push(sample)
    for (const list of lists) list.sort((a, b) => this.#time.at(a) - this.#time.at(b) || a - b)
    return lists
  }
}
