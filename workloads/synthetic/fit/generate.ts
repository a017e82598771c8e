/** Draws a workload from a fitted model: other jobs than the trace's, of the same kinds, rhythm and users. */
import {
  AgentTableBuilder,
  assert,
  createRandom,
  endsFailed,
  endsFinished,
  exp,
  JobTableBuilder,
  type Micros,
  never,
  type Random,
  type RandomStream,
  type Workload,
} from "../../../sim/index.ts"
import { chooser, standardNormal } from "../laws.ts"
import { expectedIn, gapClasses, hour, modulationOf } from "./fit-arrivals.ts"
import type {
  FittedArrivals,
  FittedEra,
  FittedModel,
  FittedStage,
  FittedStream,
  FittedUser,
} from "./fitted-model.ts"
import { between, drawBetween, drawOne } from "./quantiles.ts"

export interface GenerateSetting {
  /** A safe integer; the same model and seed give the same bytes. */
  readonly seed: number
  /** µs of arrivals; as long as the trace was, if absent. */
  readonly span?: Micros | undefined
  /** Times as many jobs: arrivals come so much quicker, and so many more are there at the start. 1 if absent. */
  readonly scale?: number | undefined
}

/** Throws InvariantError for a scale or span that is not above 0. */
export function generate(model: FittedModel, setting: GenerateSetting): Workload {
  const { seed, span = model.span, scale = 1 } = setting
  assert(scale > 0 && Number.isFinite(scale), `a workload of ${scale} times the jobs`)
  assert(Number.isSafeInteger(span) && span > 0, `a workload of ${span} µs`)
  const random = createRandom(seed)
  const builder = new JobTableBuilder()
  for (const { name, weight } of model.roles) builder.role(name, weight)
  const shapes = model.shapes.map(([cpus, mem, disk, gpus]) => builder.shape(cpus, mem, disk, gpus))
  const counter = { jobs: 0 }
  for (const stream of model.streams)
    addStream({ model, builder, shapes, random, counter }, stream, span, scale)
  const jobs = builder.build("job-")
  return {
    name: `${model.name}, fitted`,
    provenance: `Drawn with seed ${seed} from a model fitted to ${model.jobs} jobs. ${model.provenance}`,
    jobs,
    ...(model.machines === undefined ? {} : { agents: machinesOf(model.machines) }),
    ...(model.isObserved ? { horizon: span } : {}),
  }
}

interface Making {
  readonly model: FittedModel
  readonly builder: JobTableBuilder
  readonly shapes: readonly number[]
  readonly random: Random
  readonly counter: { jobs: number }
}

function addStream(making: Making, stream: FittedStream, span: Micros, scale: number): void {
  const { model, random } = making
  const about = (what: string) => random.stream(`fit/${stream.name}/${what}`)
  const times =
    stream.arrivals === undefined
      ? Array.from({ length: Math.round(stream.jobs * scale) }, () => 0)
      : arrivals(stream.arrivals, span, scale, model.grain.arrival, about)
  const nextJob = eraDrawer(stream, model.span, about)
  const tasks = { sizes: about("sizes"), durations: about("durations"), ends: about("ends") }
  for (const time of times) addJob(making, time, nextJob(time), tasks)
}

/** Times of arrival, µs, ascending, below `span`. */
function* arrivals(
  law: FittedArrivals,
  span: Micros,
  scale: number,
  grain: Micros,
  about: (what: string) => RandomStream,
): Generator<Micros> {
  const nextGap = gapDrawer(law, about("gaps"))
  // Each arrival comes when the clock, which runs at the rate of its bin, has gone its gap.
  let left = nextGap()
  for (const { start, width, expected } of busyBins(law, span, about("modulation"))) {
    const ticks = scale * expected
    let gone = 0
    while (gone + left <= ticks) {
      gone += left
      const time = Math.floor((start + (width * gone) / ticks) / grain) * grain
      if (time < span) yield time
      left = nextGap()
    }
    left -= ticks - gone
  }
}

/** Short gaps follow short ones more often than by chance. */
function gapDrawer({ gaps, runs }: FittedArrivals, stream: RandomStream): () => number {
  let quarter = -1
  return () => {
    const stays = stream.next() < runs
    const p = stream.next()
    const place = stays && quarter >= 0 ? (quarter + p) / gapClasses : p
    quarter = Math.floor(place * gapClasses)
    return between(gaps, place)
  }
}

interface Bin {
  readonly start: Micros
  readonly width: Micros
  /** Arrivals, after modulation. */
  readonly expected: number
}

/** Bin after bin, hour by hour within them. Modulation moves arrivals within a part; how many a part has is told by its level. */
function* busyBins(law: FittedArrivals, span: Micros, stream: RandomStream): Generator<Bin> {
  const modulation = modulationOf(law.modulation, () => standardNormal(stream))
  for (let begin = 0; begin < span; begin += law.level.part) {
    const end = Math.min(span, begin + law.level.part)
    const bins: (Bin & { modulated: number })[] = []
    let factor = 1
    const step = Math.min(law.bin, hour)
    for (let start = begin; start < end; start += step) {
      if (start % law.bin === 0) factor = Number(modulation.next().value)
      const width = Math.min(step, end - start)
      const expected = expectedIn(law, start, width)
      bins.push({ start, width, expected, modulated: expected * factor })
    }
    const [told, drawn] = [
      sumOf(bins.map(({ expected }) => expected)),
      sumOf(bins.map((bin) => bin.modulated)),
    ]
    for (const { start, width, modulated } of bins)
      yield { start, width, expected: drawn === 0 ? 0 : (modulated * told) / drawn }
  }
}

const sumOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0)

interface DrawnJob {
  readonly user: FittedUser
  readonly member: number
  readonly kind: number
}

/** Each era has its own users and mixes; all go on with the same numbers. */
function eraDrawer(
  { eras }: FittedStream,
  span: Micros,
  about: (what: string) => RandomStream,
): (time: Micros) => DrawnJob {
  const [userStream, kindStream] = [about("users"), about("kinds")]
  const drawers = eras.map((era) => jobDrawer(era, userStream, kindStream))
  return (time) => {
    const place = eras.findIndex(({ until }) => time % span < until)
    return drawers[Math.max(0, place)]()
  }
}

/** Who asks next, and for what kind of job: often the same as just before. */
function jobDrawer(
  { users, stay, again }: FittedEra,
  userStream: RandomStream,
  kindStream: RandomStream,
): () => DrawnJob {
  const mixes = users.map(({ mix }) => mixOf(mix))
  const chooseUser = chooser(mixes.map(({ jobs }) => jobs))
  const lastKind = new Map<string, number>()
  let at: { place: number; member: number } | undefined
  return () => {
    const stays = userStream.next() < stay
    if (at === undefined || !stays) {
      const place = chooseUser(userStream)
      at = { place, member: userStream.integer(users[place].members) }
    }
    const { place, member } = at
    const who = `${place}/${member}`
    const before = lastKind.get(who)
    const repeats = kindStream.next() < again
    const kind = before !== undefined && repeats ? before : mixes[place].draw(kindStream)
    lastKind.set(who, kind)
    return { user: users[place], member, kind }
  }
}

function mixOf(mix: readonly number[]): { jobs: number; draw: (stream: RandomStream) => number } {
  const kinds = mix.filter((_, i) => i % 2 === 0)
  const counts = mix.filter((_, i) => i % 2 === 1)
  const choose = chooser(counts)
  return { jobs: counts.reduce((sum, count) => sum + count, 0), draw: (stream) => kinds[choose(stream)] }
}

interface TaskStreams {
  readonly sizes: RandomStream
  readonly durations: RandomStream
  readonly ends: RandomStream
}

function addJob(
  { model, builder, shapes, counter }: Making,
  time: Micros,
  job: DrawnJob,
  streams: TaskStreams,
) {
  const { user, member, kind } = job
  const name = user.members === 1 ? user.name : `${user.name}-${member + 1}`
  const framework = builder.framework(name, user.role, user.behaviour)
  builder.job({ arrival: time, framework, label: counter.jobs++ })
  let label = 0
  for (const stage of model.kinds[kind]) {
    builder.stage({ gang: stage.gang })
    const count = drawOne(model.sizes[stage.octave], streams.sizes)
    const scale = stage.pace < 0 ? 0 : drawBetween(model.paces[stage.pace], streams.durations)
    for (let task = 0; task < count; task++) {
      const { duration, ends } = drawTask(model, stage, scale, streams)
      builder.task(shapes[stage.shape], duration, ends, label++)
    }
  }
}

function drawTask(
  { spreads, grain }: FittedModel,
  { spread, endless, failed }: FittedStage,
  scale: number,
  { durations, ends }: TaskStreams,
): { duration: Micros; ends: number } {
  const deviation = spread === 0 ? 1 : exp(drawBetween(spreads[spread], durations))
  if (isDrawn(endless, ends)) return { duration: never, ends: endsFinished }
  const ticks = Math.round((scale * deviation) / grain.duration)
  // What lasted at all lasts at least a tick.
  const duration = scale === 0 ? 0 : Math.min(never - 1, Math.max(1, ticks) * grain.duration)
  return { duration, ends: isDrawn(failed, ends) ? endsFailed : endsFinished }
}

const isDrawn = (chance: number, stream: RandomStream) =>
  chance === 1 || (chance > 0 && stream.next() < chance)

function machinesOf(machines: NonNullable<FittedModel["machines"]>) {
  const builder = new AgentTableBuilder()
  for (const { count, capacity } of machines)
    for (let machine = 0; machine < count; machine++) builder.agent(capacity, builder.count)
  return builder.build()
}
