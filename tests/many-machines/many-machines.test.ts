/** A sweep over several processes and a real Redis: killed workers, runs and an emptied Redis change no byte of its results. */
import { type ChildProcess, spawn } from "node:child_process"
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Redis } from "ioredis"
import { afterAll, afterEach, beforeAll, expect, test } from "vitest"
import { redisAddress, type RedisAddress, RedisError, serve } from "../../lab/index.ts"
import { describeWithRedis, type RedisServer, selfSigned, startRedis } from "./redis-server.ts"

const secret = "open:se@same/%"

/** Fails by the chance of its seed, so that some trials of it end and others do not. */
const moody = `import type { PolicyFactory } from "mesoscope"
export const policy: PolicyFactory = ({ random }) => {
  const isBad = random.stream("moody").integer(2) === 0
  return {
    name: "moody",
    *allocate({ frameworks }, agents) {
      if (isBad) throw new Error("not today")
      for (const agent of agents)
        for (const framework of frameworks.eligible(agent)) yield { agent, framework, role: frameworks.role(framework) }
    },
  }
}
`

interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

interface Running {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
}

describeWithRedis("over Redis", () => {
  const folder = mkdtempSync(join(tmpdir(), "mesoscope-machines-"))
  const experiment = join(folder, "sweep.yaml")
  const local = join(folder, "local")
  const running: Running[] = []
  let server: RedisServer
  let url = ""
  let redis: Redis

  beforeAll(async () => {
    const jobs = Array.from({ length: 300 }, (_, i) => {
      const [processors, group] = [1 + (i % 3), 1 + (i % 2)]
      return `${i + 1} ${i * 20} -1 ${30 + (i % 5) * 20} ${processors} -1 -1 ${processors} 50 -1 1 ${group} ${group} -1 1 -1 -1 -1 -1`
    })
    writeFileSync(join(folder, "small.swf"), `; MaxNodes: 2\n; MaxProcs: 4\n${jobs.join("\n")}\n`)
    writeFileSync(join(folder, "moody.ts"), moody)
    writeFileSync(
      experiment,
      `workload: {trace: swf, paths: small.swf}
policies: [batch/conservative, ./moody.ts]
vary: {grid: {load: [0.9, 1.2]}}
seeds: 2
outputs: tables
`,
    )
    server = await startRedis()
    url = `redis://127.0.0.1:${server.port}`
    redis = new Redis(server.port, "127.0.0.1")
    await mesoscope("run", experiment, "--out", local).ended
  })
  afterEach(async () => {
    for (const { child } of running) child.kill("SIGKILL")
    await Promise.all(running.splice(0).map(({ ended }) => ended))
    await redis.flushall()
  })
  afterAll(() => {
    redis.disconnect()
    server.stop()
    rmSync(folder, { recursive: true })
  })

  /** Starts the compiled program, as a user does. */
  function mesoscope(...args: string[]): Running {
    const child = spawn(process.execPath, ["dist/cli/main.js", ...args], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, XDG_CACHE_HOME: join(folder, "cache") },
    })
    let [stdout, stderr] = ["", ""]
    child.stdout.on("data", (text: Buffer) => (stdout += text.toString()))
    child.stderr.on("data", (text: Buffer) => (stderr += text.toString()))
    const ended = new Promise<Ended>((resolve) => {
      child.on("close", (code) => resolve({ code, stdout, stderr }))
    })
    running.push({ child, ended })
    return { child, ended }
  }

  const worker = (...args: string[]) => mesoscope("worker", "--redis", url, "--jobs", "1", ...args)
  const coordinator = (out: string) =>
    mesoscope("run", experiment, "--out", out, "--redis", url, "--lost", "2s", "--json")

  /** Waits until a worker is in the middle of a trial, and so many have ended. */
  async function untilBusy(out: string, ended: number): Promise<void> {
    for (;;) {
      const [active] = await redis.keys("mesoscope:*:active")
      const journal = join(out, "trials.journal")
      const lines = existsSync(journal) ? readFileSync(journal, "latin1").split("\n").length - 1 : 0
      if (active !== undefined && (await redis.llen(active)) > 0 && lines >= ended) return
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  }

  const bytesOf = (path: string) =>
    Object.fromEntries(
      readdirSync(path)
        .sort()
        .map((name) => [name, readFileSync(join(path, name), "hex")]),
    )

  function expectSameBytes(out: string): void {
    expect(Object.keys(bytesOf(out))).toContain("trials.journal")
    expect(bytesOf(out)).toEqual(bytesOf(local))
  }

  test("the sweep fails in some trials of a user's own policy, and only there", () => {
    const trials = readFileSync(join(local, "trials.csv"), "utf8").trim().split("\n").slice(1)
    const failed = trials.filter((line) => line.includes("not today"))
    expect(trials).toHaveLength(8)
    expect(failed.length).toBeGreaterThan(0)
    expect(failed.length).toBeLessThan(4)
  })

  test("a worker killed in the middle of a trial is replaced, and no byte differs from a local run", async () => {
    const out = join(folder, "killed-worker")
    const run = coordinator(out)
    const first = worker()
    await untilBusy(out, 2)
    const second = worker("--idle", "5s")
    first.child.kill("SIGKILL")
    const { code, stdout } = await run.ended
    expect(code).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({ trials: 8, kept: 0 })
    expectSameBytes(out)
    expect((await second.ended).stderr).toMatch(/its workload, \d+ KiB, is here already/)
    // Nothing stays behind but the workload, which expires, and the number of the run.
    const keys = await redis.keys("*")
    expect(
      keys.filter((key) => !/:(?:input:[0-9a-f]{64}|number-of-runs|workers?(?::.*)?)$/.test(key)),
    ).toEqual([])
  })

  test("a run killed in the middle goes on over the same folder, with the workers it had", async () => {
    const out = join(folder, "killed-run")
    worker()
    for (const [signal, ended] of [
      ["SIGKILL", 1],
      ["SIGINT", 3],
    ] as const) {
      const run = coordinator(out)
      await untilBusy(out, ended)
      run.child.kill(signal)
      const { code, stderr } = await run.ended
      expect(code).toBe(signal === "SIGKILL" ? null : 130)
      if (signal === "SIGINT") expect(stderr).toMatch(/interrupted; \d+ of 8 trials are kept/)
    }
    const { code, stdout, stderr } = await coordinator(out).ended
    expect(code, stderr).toBe(1)
    const { trials, kept } = JSON.parse(stdout) as { readonly trials: number; readonly kept: number }
    expect([trials, kept >= 3]).toEqual([8, true])
    expectSameBytes(out)
  })

  test("a Redis that loses everything costs time, and nothing else", async () => {
    const out = join(folder, "emptied")
    worker()
    const run = coordinator(out)
    await untilBusy(out, 2)
    await redis.flushall()
    expect((await run.ended).code).toBe(1)
    expectSameBytes(out)
  })

  /** What a worker of this process says when it is refused. */
  async function refusalOf(address: RedisAddress): Promise<string> {
    try {
      await serve({ address, threads: 1, cache: join(folder, "cache"), idleSeconds: 0 })
    } catch (error) {
      expect(error).toBeInstanceOf(RedisError)
      return (error as Error).message
    }
    throw new Error("it was not refused")
  }

  test("a worker of another build refuses the run, and says why", async () => {
    const run = { name: "sweep.yaml on elsewhere", version: "0.0.9", engine: "f".repeat(32) }
    await redis.sadd("mesoscope:runs", "1")
    await redis.set("mesoscope:run:1", JSON.stringify(run))
    const { code, stderr } = await worker().ended
    expect(stderr).toMatch(
      /The run sweep\.yaml on elsewhere is of another build of Mesoscope: its simulator is f{32} \(version 0\.0\.9\), that of this worker [0-9a-f]{32}\..*install the same build/,
    )
    expect(code).toBe(2)
  })

  test("a Redis that is not there is one sentence and exit code 2", async () => {
    const nowhere = "redis://127.0.0.1:1"
    const words = `Redis at ${nowhere} cannot be reached (ECONNREFUSED). Start it, or mend the address.`
    const { code, stderr } = await mesoscope(
      "run",
      experiment,
      "--out",
      join(folder, "none"),
      "--redis",
      nowhere,
    ).ended
    expect(stderr).toContain(`mesoscope: ${words}`)
    expect(code).toBe(2)
    expect(await refusalOf(redisAddress(nowhere))).toBe(words)
  })

  test("with a password and over TLS it is the same, and the password is told nowhere", async () => {
    const closed = await startRedis((at) => [...selfSigned(at), "--requirepass", secret])
    try {
      const at = `localhost:${closed.port}`
      const trusted = ["--tls-ca", join(closed.folder, "certificate.pem")]
      const full = `rediss://default:${encodeURIComponent(secret)}@${at}`
      const out = join(folder, "closed")
      const work = mesoscope("worker", "--redis", full, ...trusted)
      const run = await mesoscope("run", experiment, "--out", out, "--redis", full, ...trusted).ended
      expect(run.code).toBe(1)
      expectSameBytes(out)
      work.child.kill()
      const { stdout, stderr } = await work.ended
      expect(stderr).toContain("its workload")
      const said = run.stdout + run.stderr + stdout + stderr
      for (const word of [secret, encodeURIComponent(secret)]) expect(said).not.toContain(word)
      expect(readFileSync(join(out, "sweep.json"), "utf8")).not.toContain("redis")
      const ca = join(closed.folder, "certificate.pem")
      expect(await refusalOf(redisAddress(full))).toMatch(
        /^Redis at rediss:\/\/localhost:\d+ has a certificate that is not trusted \(\w+\)\. Give --tls-ca/,
      )
      expect(await refusalOf(redisAddress(`rediss://${at}`, { ca }, "wrong"))).toMatch(
        /^Redis at rediss:\/\/localhost:\d+ wants another password\. Write redis:\/\/USER:PASSWORD@HOST:PORT/,
      )
      expect(await refusalOf(redisAddress(full.replace("rediss", "redis")))).toContain(
        "Redis at redis://localhost:",
      )
    } finally {
      closed.stop()
    }
  })
})
