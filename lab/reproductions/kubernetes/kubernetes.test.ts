import { expect, test } from "vitest"
import { judged } from "../../results/index.ts"
import { kubernetesRules } from "./kubernetes.ts"
import { smallClusters } from "./small-clusters.ts"

test("every number is kube-scheduler's, and forty small clusters come out as worked out by hand", async () => {
  const { checks } = await kubernetesRules.run({ data: "nowhere", slice: false }, () => undefined)
  expect(checks.map(judged).filter(({ verdict }) => verdict === "differs")).toEqual([])
  expect(smallClusters).toHaveLength(40)
})
