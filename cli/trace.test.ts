/** `mesoscope trace …` in-process: what is typed, what is said, and the exit code. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, relative } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import { mesoscope as typed } from "./testing.ts"

let folder = ""
/** Three jobs of two users and a wrong row, on two machines, in the canonical form. */
let trace: string[] = []
beforeAll(() => {
  folder = relative(process.cwd(), mkdtempSync(join(tmpdir(), "mesoscope-trace-")))
  const write = (name: string, lines: readonly string[]) => {
    writeFileSync(join(folder, name), `${lines.join("\n")}\n`)
    return join(folder, name)
  }
  trace = [
    write("work.csv", [
      "job,arrival_s,cpus,mem_mib,duration_s,user,tasks,outcome,priority",
      "1,0,2,1024,3600,ann,2,,1",
      "2,7200.5,0.5,512,90,bob,1,failed,1",
      "3,7201,64,512,,bob,1,,2",
    ]),
    write("machines.csv", ["agent,cpus,mem_mib", "m1,4,8192", "m2,8,8192"]),
  ]
})
afterAll(() => rmSync(folder, { recursive: true }))

/** `mesoscope trace ARGS…`, with the folder of this test left out of what it says. */
async function mesoscope(...args: string[]) {
  const { code, stdout, stderr } = await typed("trace", ...args)
  return { code, stdout: stdout.replaceAll(`${folder}/`, ""), stderr: stderr.replaceAll(`${folder}/`, "") }
}

test("check says what it is, how good it is, and how requests compare with machines", async () => {
  const { code, stdout, stderr } = await mesoscope("check", ...trace)
  expect(stdout).toMatchInlineSnapshot(`
    "This is canonical: 3 jobs of 4 tasks on 2 agents over 2.03 h; every row is fine.

           trace  canonical · 2 files
               3  rows
               3  jobs
               4  tasks
               2  agents
           2.0 h  span
          23.1 %  offered load
               1  censored: tasks that still ran when the trace ends
               1  tasks that fit on none of the machines
         assumed  tasks without a duration run past the last arrival or end that is told, where the trace stops

    Requests beside the machines
      resource  request p50  request p99  request most  machine least  machine p50  machine most  tasks too large
      cpus                2           64            64              4            4             8                1
      mem_mib       512 MiB        1 GiB         1 GiB          8 GiB        8 GiB         8 GiB                0
      Machines at their size when they are first there. Too large: beyond the largest machine, in this
      resource alone.

    Next  npx mesoscope trace summary work.csv machines.csv
    "
  `)
  expect([code, stderr]).toEqual([0, ""])
})

test("check --json has the fields of the interface; skipped rows are exit code 1, errors 2", async () => {
  const wrong = join(folder, "wrong.csv")
  writeFileSync(wrong, "arrival_s,cpus,duration_s\n0,1,1\nsoon,1,1\n")
  const refused = await mesoscope("check", wrong)
  expect([refused.code, refused.stdout]).toEqual([2, ""])
  expect(refused.stderr).toMatch(/^mesoscope: wrong\.csv:3:1: column "arrival_s" is "soon"; .*\n$/)
  const skipped = await mesoscope("check", "--on-error", "skip", "--json", wrong)
  expect(skipped.code).toBe(1)
  expect(JSON.parse(skipped.stdout)).toMatchObject({
    format: "canonical",
    rows: 2,
    skipped: 1,
    skipped_by: [{ count: 1, first: "wrong.csv:3" }].map(() => expect.anything()),
    imputed: 0,
    jobs: 1,
    tasks: 1,
    agents: 0,
    span_s: 0,
    offered_load: null,
  })
  expect((await mesoscope("check", "--on-error", "pray", wrong)).stderr).toMatch(
    /"pray" is no rule; write fail, skip/,
  )
})

test("a large file is read in a thread of its own, with the same card and the same errors", async () => {
  const rows = `7.5,1,60,${"u".repeat(110)}\n`.repeat(10_000)
  const [sound, wrong] = ["sound.csv", "wrong-at-the-end.csv"].map((name) => join(folder, name))
  writeFileSync(sound, `arrival_s,cpus,duration_s,user\n${rows}`)
  writeFileSync(wrong, `arrival_s,cpus,duration_s,user\n${rows}7.5,one,60,\n`)
  const [read, refused] = await Promise.all([mesoscope("check", "--json", sound), mesoscope("check", wrong)])
  expect([read.code, JSON.parse(read.stdout)]).toMatchObject([0, { rows: 10_000, jobs: 10_000, span_s: 7.5 }])
  expect(refused.code).toBe(2)
  expect(refused.stderr).toContain('wrong-at-the-end.csv:10002:2: column "cpus" is "one"; cpus must be')
})

test("head shows the first rows in canonical terms", async () => {
  const { stdout } = await mesoscope("head", "-n", "2", ...trace)
  expect(stdout).toMatchInlineSnapshot(`
    "agents: 2 of 2 rows
      agent  cpus  mem_mib  disk_mib  gpus  up_at_start  label  name
      0      4     8192     0         0     1            0      m1
      1      8     8192     0         0     1            1      m2

    jobs: 2 of 3 rows
      job  arrival_s  role  framework  user  label
      0    0          ann   ann        ann   1
      1    7200.5     bob   bob        bob   2

    tasks: 2 of 4 rows
      job  cpus  mem_mib  disk_mib  gpus  duration_s  task  stage  gang  outcome   priority
      0    2     1024     0         0     3600        0     0      0     finished  1
      0    2     1024     0         0     3600        1     0      0     finished  1
    "
  `)
  const { tables } = JSON.parse((await mesoscope("head", "-n", "1", "--json", ...trace)).stdout) as {
    tables: Record<string, unknown>
  }
  expect(tables["jobs"]).toMatchObject({ rows: 3, first: [{ job: 0, arrival_s: 0, user: "ann" }] })
})

test("summary shows when work comes, how large it is, whose it is, how it ends and on what", async () => {
  const { stdout } = await mesoscope("summary", ...trace)
  expect(stdout).toMatchInlineSnapshot(`
    "canonical: 3 jobs, 4 tasks on 2 agents over 2.03 h
    Offered load 0.231 of the scarcest resource

    Arrivals over the trace
      from      jobs  tasks
      0 s          1      2  ████████████████████████████████████████
      5.00 min     0      0
      10.0 min     0      0
      15.0 min     0      0
      20.0 min     0      0
      25.0 min     0      0
      30.0 min     0      0
      35.0 min     0      0
      40.0 min     0      0
      45.0 min     0      0
      50.0 min     0      0
      55.0 min     0      0
      60.0 min     0      0
      65.0 min     0      0
      70.0 min     0      0
      75.0 min     0      0
      80.0 min     0      0
      85.0 min     0      0
      90.0 min     0      0
      95.0 min     0      0
      100 min      0      0
      105 min      0      0
      110 min      0      0
      115 min      0      0
      2.00 h       2      2  ████████████████████████████████████████
      In steps of 300 s; what was there before the trace began arrives at 0.

    Durations and sizes
      quantity            n      mean    least       p50       p90       p99      most
      duration_s          3  40.5 min   90.0 s  60.0 min  60.0 min  60.0 min  60.0 min
      cpus                4     17.13      0.5         2        64        64        64
      mem_mib             4   768 MiB  512 MiB   512 MiB     1 GiB     1 GiB     1 GiB
      tasks_per_job       3     1.333        1         1         2         2         2
      gap_between_jobs_s  2  60.0 min   500 ms    500 ms    2.00 h    2.00 h    2.00 h
      Per task, the last four but the estimate per job; tasks that outlive the trace have no duration.
      Percentiles by nearest rank.

    How tasks end
      outcome             tasks   share
      finished                2  50.0 %  ████████████████████████████████████████
      failed                  1  25.0 %  ████████████████████
      outlives the trace      1  25.0 %  ████████████████████

    Priorities
      priority  tasks   share
      1             3  75.0 %  ████████████████████████████████████████
      2             1  25.0 %  █████████████▍
      As the trace numbers them; the higher, the more important.

    Roles
      role  jobs  tasks  core hours   share
      ann      1      2           4  71.4 %  ████████████████████████████████████████
      bob      2      2         1.6  28.6 %  ████████████████
      2 in all. Core hours until the trace ends.

    Users
      user  jobs  tasks  core hours   share
      ann      1      2           4  71.4 %  ████████████████████████████████████████
      bob      2      2         1.6  28.6 %  ████████████████
      2 in all. Core hours until the trace ends.

    Machines
      cpus    mem  machines  at start   share
      8     8 GiB         1         1  50.0 %  ████████████████████████████████████████
      4     8 GiB         1         1  50.0 %  ████████████████████████████████████████
      2 shapes; 0 changes of machines during the trace.

    Requests beside the machines
      resource  request p50  request p99  request most  machine least  machine p50  machine most  tasks too large
      cpus                2           64            64              4            4             8                1
      mem_mib       512 MiB        1 GiB         1 GiB          8 GiB        8 GiB         8 GiB                0
      Machines at their size when they are first there. Too large: beyond the largest machine, in this
      resource alone.

    Cite  the trace that it was made from, as its trace.json says. Licence: that of the trace it was made from.
    Next  npx mesoscope replay work.csv machines.csv
    "
  `)
})

test("convert writes a folder that reads back with the same checksum", async () => {
  const out = join(folder, "tables")
  const first = await mesoscope("convert", ...trace, "--out", out, "--format", "csv")
  expect(first.stdout).toMatchInlineSnapshot(`
    "canonical as canonical tables in tables

      table       rows        size
      agents.csv     2  0.0938 KiB
      jobs.csv       3  0.0996 KiB
      tasks.csv      4   0.203 KiB

    Checksum  9fb6e0467926729066124cfacffe76f3  over all columns
    Next      npx mesoscope trace summary tables
    "
  `)
  const checksum = (text: string) => /Checksum +(\w+)/.exec(text)?.[1]
  const again = await mesoscope("convert", out, "--out", join(folder, "again"))
  expect(checksum(again.stdout)).toBe(checksum(first.stdout))
  expect((await mesoscope("convert", ...trace, "--out", folder)).stderr).toMatch(/holds other files/)
})
