/** A model that `mesoscope trace fit` wrote, in the place of a trace: `--trace model.json` or `--trace "model.json(scale=2)"`. */
import { readFileSync } from "node:fs"
import { basename } from "node:path"
import { microsPerSecond } from "../sim/index.ts"
import {
  checkModel,
  chosen,
  type FittedModel,
  fittedWorkload,
  type SyntheticChoice,
} from "../workloads/index.ts"
import { UsageError } from "./errors.ts"
import { fromHere } from "./paths.ts"

/** A choice that brings its model along, for workers that draw from it too. */
export interface FittedChoice extends SyntheticChoice {
  readonly fitted: FittedModel
}

const notation = /^(.*\.json)(?:\((.*)\))?$/

export function isFittedFile(text: string): boolean {
  return notation.test(text)
}

/** Throws UsageError for a file that is no such model, InputError for its settings. */
export function readFitted(text: string): FittedChoice {
  const [, path = text, settings = ""] = notation.exec(text) ?? []
  const fitted = readModel(path)
  const model = fittedWorkload(
    {
      name: basename(path),
      about: `fitted to ${fitted.jobs} jobs of ${fitted.name}`,
      source: fitted.provenance,
      hours: fitted.span / microsPerSecond / 3600,
    },
    () => fitted,
  )
  const choice = chosen(model, settings)
  return { ...choice, text: fromHere(path) + choice.text.slice(model.name.length), fitted }
}

function readModel(path: string): FittedModel {
  let value: unknown
  try {
    value = JSON.parse(readFileSync(path, "utf8"))
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw new UsageError(`${path} is no JSON: ${error.message}. Write a model with mesoscope trace fit.`)
  }
  const checked = checkModel(value)
  if ("model" in checked) return checked.model
  throw new UsageError(`${path} is no fitted model: ${checked.wrong}. Write one with mesoscope trace fit.`)
}
