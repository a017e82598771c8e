/** Synthetic workloads on the command line: drawn from the seed in the place of a trace. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, relative } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { mesoscope } from "./testing.ts"

const small = "lublin-99(jobs=40,nodes=16)"

describe("a synthetic workload", () => {
  test("is replayed without a file, on machines of its own, and the repeat command draws it again", async () => {
    const { code, stdout } = await mesoscope("replay", "--trace", small, "--seed", "7")
    expect(code).toBe(0)
    expect(stdout).toContain("on 16 agents")
    expect(stdout).toContain(`--trace '${small}'`)
  })

  test("may run on other machines", async () => {
    const { stdout } = await mesoscope("replay", "--trace", small, "--agents", "32x1cpus,4GiB")
    expect(stdout).toContain("on 32 agents")
  })

  test("is drawn anew for every seed of a comparison, as a replay draws it", async () => {
    const compared = await mesoscope(
      "compare",
      "batch/fcfs,drf",
      "--trace",
      small,
      "-n",
      "2",
      "--seed",
      "3",
      "--json",
    )
    const { trials } = JSON.parse(compared.stdout)
    const replayed = await mesoscope(
      "replay",
      "--trace",
      small,
      "--policy",
      "drf",
      "--seed",
      "4",
      "--load",
      "trace",
      "--json",
    )
    expect(compared.code).toBe(0)
    expect(trials.length).toBe(4)
    expect(JSON.stringify(trials)).toContain(JSON.parse(replayed.stdout).digest)
  })

  test("is listed with its source", async () => {
    const { stdout } = await mesoscope("traces")
    expect(stdout).toContain("jann-97")
    expect(stdout).toContain("Zaharia et al.: Delay scheduling, EuroSys 2010, Table 1.")
  })

  test.each([
    [["--trace", "lubin-99"], 'Unknown trace "lubin-99". Did you mean "lublin-99"?'],
    [["--trace", "swff"], 'Unknown trace "swff". Did you mean "swf"?'],
    [
      ["--trace", "mmc", "log.swf"],
      "mmc is a synthetic workload, drawn from the seed; there is nothing to read from log.swf.",
    ],
    [["--trace", "mmc(server=2)"], 'Unknown setting of mmc "server". Did you mean "servers"?'],
    [["--trace", "swf"], "No trace is named"],
  ])("%s is refused", async (args, message) => {
    const { code, stderr } = await mesoscope("replay", ...args)
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)])
  })
})

describe("a model fitted to a trace", () => {
  const folder = mkdtempSync(join(tmpdir(), "mesoscope-fit-"))
  const file = (name: string) => join(folder, name)
  const model = relative(process.cwd(), file("model.json"))
  afterAll(() => rmSync(folder, { recursive: true }))

  beforeAll(() => {
    const jobs = Array.from({ length: 300 }, (_, i) => {
      const processors = 1 + (i % 4)
      return `${i + 1} ${i * 60} -1 ${60 + 30 * (i % 7)} ${processors} -1 -1 ${processors} 500 -1 1 1 1 -1 1 -1 -1 -1`
    })
    writeFileSync(file("log.swf"), `; MaxNodes: 8\n; MaxProcs: 8\n${jobs.join("\n")}\n`)
  })

  test("is written with its card and a page, and drawn from in the place of a trace", async () => {
    const fitted = await mesoscope(
      "trace",
      "fit",
      file("log.swf"),
      "--out",
      model,
      "--page",
      file("fit.html"),
    )
    expect([fitted.code, fitted.stdout]).toEqual([0, expect.stringContaining("swf: a model of 300 jobs")])
    expect(fitted.stdout).toMatch(/tasks per job +0\.\d{3} +0\.\d{3} +300 /)
    expect(readFileSync(file("fit.html"), "utf8")).toContain("swf: what jobs are like")
    const args = ["--trace", `${model}(scale=0.5)`, "--load", "trace", "--seed", "2", "--json"]
    const replayed = await mesoscope("replay", "--policy", "drf", ...args)
    expect(JSON.parse(replayed.stdout).jobs.submitted).toBeGreaterThan(100)
    const compared = await mesoscope("compare", "drf,batch/fcfs", "-n", "1", ...args)
    expect(compared.stdout).toContain(JSON.parse(replayed.stdout).digest)
  })

  test.each([
    ["no JSON", "{", "is no JSON"],
    ["no model", "{}", 'is no fitted model: format is missing; it is "mesoscope-fit-1"'],
  ])("that is %s is refused", async (_, content, message) => {
    writeFileSync(file("wrong.json"), content)
    const { code, stderr } = await mesoscope("replay", "--trace", file("wrong.json"))
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)])
  })

  test("is named .json", async () => {
    const { code, stderr } = await mesoscope("trace", "fit", file("log.swf"), "--out", "model.txt")
    expect([code, stderr]).toEqual([2, expect.stringContaining("end it with .json")])
  })
})
