/** What `node --cpu-prof` writes, as far as it is read here. */
export interface CpuProfile {
  readonly nodes: readonly {
    readonly callFrame: {
      readonly functionName: string
      readonly url: string
      readonly lineNumber: number
      readonly columnNumber: number
    }
    readonly hitCount?: number
  }[]
}

/** The place in our files of a line and column of the built program, both counted from 0. */
export type PlaceOf = (line: number, column: number) => string | undefined

/** The functions in which most samples were taken, callees not included: "23.4 %  survey  sim/mesos/refusals.ts:73". */
export function topFunctions({ nodes }: CpuProfile, placeOf: PlaceOf, count: number): string[] {
  const samples = new Map<string, number>()
  let total = 0
  for (const { callFrame, hitCount = 0 } of nodes) {
    const { functionName, url, lineNumber, columnNumber } = callFrame
    if (functionName === "(idle)") continue
    const place = url.startsWith("file:") ? (placeOf(lineNumber, columnNumber) ?? url) : url
    const name = `${functionName || "(anonymous)"}  ${place}`.trimEnd()
    samples.set(name, (samples.get(name) ?? 0) + hitCount)
    total += hitCount
  }
  return [...samples]
    .sort(([, a], [, b]) => b - a)
    .slice(0, count)
    .map(([name, hits]) => `${((100 * hits) / total).toFixed(1).padStart(5)} %  ${name}`)
}
