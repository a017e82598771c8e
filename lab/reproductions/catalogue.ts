/** All reproductions, in the order in which they are listed and run. */
import { unknown } from "../../sim/index.ts"
import { ReproductionError, type Reproduction } from "./contract.ts"
import { drfNsdi11 } from "./drf-nsdi11.ts"
import { fgdAtc23 } from "./fgd/fgd-atc23.ts"
import { omegaEurosys13 } from "./omega/omega-eurosys13.ts"
import { kubernetesRules } from "./kubernetes/kubernetes.ts"
import { rlschedulerSc20 } from "./rlscheduler/rlscheduler-sc20.ts"

export const reproductionCatalogue: readonly Reproduction[] = [
  fgdAtc23,
  rlschedulerSc20,
  omegaEurosys13,
  drfNsdi11,
  kubernetesRules,
]

/** Throws ReproductionError if there is none of that name. */
export function reproductionNamed(name: string): Reproduction {
  const found = reproductionCatalogue.find((one) => one.name === name)
  if (found !== undefined) return found
  throw new ReproductionError(
    unknown(
      "reproduction",
      name,
      reproductionCatalogue.map((one) => one.name),
    ),
  )
}
