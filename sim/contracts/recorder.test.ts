import { expect, test } from "vitest"
import type { Recorder } from "./recorder.ts"
import { tellAll } from "./recorder.ts"

const listener = (name: string, heard: string[]): Recorder => ({
  taskStarted: (now, task, agent) => void heard.push(`${name}: ${now} ${task} ${agent}`),
})

test("all who want a fact are told it, in order, with its numbers", () => {
  const heard: string[] = []
  const deaf: Recorder = { jobArrived: () => void heard.push("a job") }
  const all = tellAll([listener("first", heard), deaf, listener("second", heard)])
  all.taskStarted?.(5, 6, 7)
  all.jobArrived?.(8, 9)
  expect(heard).toEqual(["first: 5 6 7", "second: 5 6 7", "a job"])
})

test("a fact that nobody wants is absent, and so costs nothing", () => {
  expect(Object.keys(tellAll([listener("a", []), { jobEnded: () => undefined }]))).toEqual([
    "taskStarted",
    "jobEnded",
  ])
  expect(tellAll([])).toEqual({})
})

test("one recorder is its own choir", () => {
  const alone = listener("alone", [])
  expect(tellAll([alone])).toBe(alone)
})

test("a recorder that keeps a state is told as itself", () => {
  class Counting implements Recorder {
    jobs = 0
    jobArrived(): void {
      this.jobs++
    }
  }
  const [one, other] = [new Counting(), new Counting()]
  const all = tellAll([one, other])
  all.jobArrived?.(0, 0)
  all.jobArrived?.(1, 1)
  expect([one.jobs, other.jobs]).toEqual([2, 2])
})
