/** The small world in which bad policies run, and their files. */
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { loadPolicyFile, type PolicyScript } from "../../lab/index.ts"
import { tiny } from "../../sim/testing/index.ts"
import type { BadPolicy } from "./all.ts"

export const smallWorkload = {
  name: "tiny",
  provenance: "made up",
  ...tiny({
    agents: 3,
    cpus: 4,
    behaviour: "greedy",
    jobs: Array.from({ length: 30 }, (_, i) => ({
      at: i / 4,
      framework: i % 3 === 0 ? "a" : "b",
      tasks: 1 + (i % 4),
      lasts: 5 + (i % 7),
      cpus: 1,
    })),
  }),
}

export async function loadBad(folder: string, { name, text, plane }: BadPolicy): Promise<PolicyScript> {
  const path = join(folder, `${name}.js`)
  writeFileSync(path, text)
  return loadPolicyFile(path, plane)
}
