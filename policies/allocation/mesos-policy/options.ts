/** The flags of a Mesos master that concern its allocator, as settings of the policy. */
import {
  amountExample,
  amountFromText,
  amountText,
  type Heeds,
  scalarNames,
  type ScalarName,
  type Thousandths,
} from "../../../sim/index.ts"
import { PolicyError } from "../../policy-error.ts"
import type { Settings } from "../../settings.ts"

export interface MesosOptions {
  readonly roleSorter: "drf" | "random"
  readonly frameworkSorter: "drf" | "random"
  /** Mesos shuffles; in the order of ids a run is easier to follow. */
  readonly agentOrder: "shuffled" | "sorted"
  /** What is offered has at least all of one of these; nothing listed: anything is offered. */
  readonly minAllocatable: readonly ReadonlyMap<string, Thousandths>[]
}

/** Source of the defaults: master/flags.cpp; MIN_CPUS and MIN_MEM in master/constants.hpp. */
export function mesosOptions(settings: Settings): MesosOptions {
  return {
    roleSorter: settings.choice("role_sorter", ["drf", "random"], "drf"),
    frameworkSorter: settings.choice("framework_sorter", ["drf", "random"], "drf"),
    agentOrder: settings.choice("agent_order", ["shuffled", "sorted"], "shuffled"),
    minAllocatable: minAllocatable(settings),
  }
}

/** Whether quota and reservations of the roles count: to compare with and without them in one experiment. */
export function mesosHeeds(settings: Settings): Heeds {
  return {
    quota: settings.choice("quota", ["on", "off"], "on") === "on",
    reservations: settings.choice("reservations", ["on", "off"], "on") === "on",
  }
}

const defaultMinimum = "cpus:0.01|mem:32MiB"

/** `cpus:0.01|mem:32MiB`: either is enough; `cpus:1;mem:1GiB`: both are needed; `none`: anything is offered. */
function minAllocatable(settings: Settings): MesosOptions["minAllocatable"] {
  const given = settings.canonicalText("min_allocatable", defaultMinimum, (text) => printed(parsed(text)))
  return parsed(given)
}

function parsed(text: string): Map<ScalarName, Thousandths>[] {
  if (text === "none") return []
  return text.split("|").map((set) => new Map(set.split(";").map(parsedAmount)))
}

function parsedAmount(text: string): [ScalarName, Thousandths] {
  const [name, written = ""] = text.split(":").map((part) => part.trim())
  const scalar = scalarNames.find((known) => known === name)
  if (scalar === undefined)
    throw new PolicyError(
      `min_allocatable: "${text.trim()}" is no amount of ${scalarNames.join(", ")}; write for example ${defaultMinimum}, or none.`,
    )
  const amount = amountFromText(scalar, written)
  if (amount === undefined)
    throw new PolicyError(
      `min_allocatable: "${written}" is no amount of ${scalar}; write ${amountExample(scalar)}.`,
    )
  return [scalar, amount]
}

function printed(minimums: readonly ReadonlyMap<ScalarName, Thousandths>[]): string {
  if (minimums.length === 0) return "none"
  const set = (minimum: ReadonlyMap<ScalarName, Thousandths>) =>
    [...minimum].map(([scalar, amount]) => `${scalar}:${amountText(scalar, amount)}`).join(";")
  return minimums.map(set).join("|")
}
