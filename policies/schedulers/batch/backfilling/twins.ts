/** Backfilling as a textbook says it, slow and plain, in whole seconds on processors that are all alike. For tests. */
export interface PlainJob {
  readonly at: number
  readonly processors: number
  readonly lasts: number
  readonly estimate: number
}

/** Jobs by arrival. When each starts. */
export function easyTwin(nodes: number, jobs: readonly PlainJob[]): number[] {
  const starts = jobs.map(() => Infinity)
  const isRunning = (i: number, t: number) => starts[i] <= t && t < starts[i] + jobs[i].lasts
  const freeAt = (t: number) =>
    jobs.reduce((free, job, i) => (isRunning(i, t) ? free - job.processors : free), nodes)
  /** Free at `t` if those that run now end when they said. */
  const expectedFree = (now: number, t: number) =>
    jobs.reduce(
      (free, job, i) => (isRunning(i, now) && starts[i] + job.estimate > t ? free - job.processors : free),
      nodes,
    )
  for (let now = 0; starts.includes(Infinity); now++) {
    const waiting = () => [...jobs.keys()].filter((i) => starts[i] === Infinity && jobs[i].at <= now)
    for (const i of waiting()) {
      if (jobs[i].processors > freeAt(now)) break
      starts[i] = now
    }
    const [head, ...others] = waiting()
    if (head === undefined) continue
    let shadow = now
    while (expectedFree(now, shadow) < jobs[head].processors) shadow++
    for (const i of others) {
      if (jobs[i].processors > freeAt(now)) continue
      starts[i] = now
      const keepsTheFirst =
        now + jobs[i].estimate <= shadow || expectedFree(now, shadow) >= jobs[head].processors
      if (!keepsTheFirst) starts[i] = Infinity
    }
  }
  return starts
}

/** Where everybody said the truth: each job, by arrival, takes the first place that those before it left. */
export function conservativeTwin(nodes: number, jobs: readonly PlainJob[]): number[] {
  const starts: number[] = []
  const freeAt = (t: number) =>
    starts.reduce(
      (free, start, i) => (start <= t && t < start + jobs[i].lasts ? free - jobs[i].processors : free),
      nodes,
    )
  for (const { at, processors, lasts } of jobs) {
    let start = at
    const fits = () =>
      Array.from({ length: lasts }, (_, i) => start + i).every((t) => freeAt(t) >= processors)
    while (!fits()) start++
    starts.push(start)
  }
  return starts
}
