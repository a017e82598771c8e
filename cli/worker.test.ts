/** What a worker, and a run that wants workers, refuse before they look for a Redis. */
import { expect, test } from "vitest"
import { mesoscope } from "./testing.ts"

const experiment = "examples/easy-or-fcfs.yaml"

test.each([
  [["worker"], "A worker finds its runs by Redis. Give --redis its address"],
  [["worker", "--tls-ca", "ca.pem"], "Certificates are for Redis. Give --redis its address"],
  [["worker", "--redis", "redis://queue", "--tls-ca", "ca.pem"], "Write rediss:// instead of redis://"],
  [["run", experiment, "--redis", "redis://queue", "--jobs", "2"], "Give --jobs to mesoscope worker"],
  [["run", experiment, "--redis", "redis://queue", "--lost", "1s"], "Write 2s or more"],
  [["run", experiment, "--redis", "queue:6379"], "This is no address of a Redis; write redis://HOST:6379"],
])("%j is refused with one fix", async (args, words) => {
  const { code, stdout, stderr } = await mesoscope(...args)
  expect(stderr).toContain(words)
  expect([code, stdout]).toEqual([2, ""])
})

test.each([
  ["worker", "--redis", "http://ann:geheim@queue"],
  ["worker", "--redis=redis://ann:geheim@queue/zero"],
  ["worker", "--reddis=redis://ann:geheim@queue"],
  ["worker", "--reddis", "redis://ann:geheim@queue"],
  ["worker", "redis://ann:geheim@queue"],
  ["redis://ann:geheim@queue"],
])("a password in the wrong place is not repeated: %s %s %s", async (...args) => {
  const { code, stdout, stderr } = await mesoscope(...args)
  expect(stdout + stderr).not.toContain("geheim")
  expect(code).toBe(2)
})
