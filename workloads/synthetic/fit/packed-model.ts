/** A fitted model written tightly, as the presets are committed: the same model, kinds as rows of numbers, six digits. */
import type { FittedModel, FittedStage, FittedUser } from "./fitted-model.ts"

const significant = 6

/** JSON with a line break now and then. Users go by numbers instead of the trace's names. */
export function packModel(model: FittedModel): string {
  const numbers = new Map<string, number>()
  const renamed = (user: FittedUser) => {
    const role = model.roles[user.role].name
    // Frameworks that a reader named after their role alone, or that stand for many, are nobody's name.
    if (user.name === role || user.name === `${role}/small`) return user
    const number = numbers.get(user.name) ?? numbers.size + 1
    numbers.set(user.name, number)
    return { ...user, name: `${role}/user-${number}` }
  }
  const packed = {
    ...model,
    kinds: model.kinds.map((kind) => kind.flatMap(rowOf)),
    streams: model.streams.map((stream) => ({
      ...stream,
      eras: stream.eras.map((era) => ({ ...era, users: era.users.map(renamed) })),
    })),
  }
  return JSON.stringify(packed, (_, value: unknown) =>
    typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(significant)) : value,
  ).replace(/(.{240,}?[,\]}])(?=["[{\d-])/g, "$1\n")
}

/** What `packModel` wrote. */
export function unpackModel(text: string): FittedModel {
  const packed = JSON.parse(text) as Omit<FittedModel, "kinds"> & {
    readonly kinds: readonly (readonly number[])[]
  }
  return { ...packed, kinds: packed.kinds.map(stagesOf) }
}

const rowOf = ({ octave, shape, pace, spread, endless, failed, gang }: FittedStage) => [
  octave,
  shape,
  pace,
  spread,
  endless,
  failed,
  gang ? 1 : 0,
]

const rowLength = 7

const stagesOf = (row: readonly number[]): FittedStage[] =>
  Array.from({ length: row.length / rowLength }, (_, stage) => {
    const [octave, shape, pace, spread, endless, failed, gang] = row.slice(stage * rowLength)
    return { octave, shape, pace, spread, endless, failed, gang: gang === 1 }
  })
