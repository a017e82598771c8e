/** Files that need each other before either is complete. */
import type { Project, Rule } from "./project.ts"

/** What each file needs when it is loaded; types are gone by then. */
const needs = ({ sources }: Project) =>
  new Map(
    sources.map(({ path, imports }) => {
      const loaded = imports.filter(({ typeOnly, dynamic }) => !typeOnly && !dynamic)
      return [path, loaded.flatMap(({ target }) => target ?? [])]
    }),
  )

export const circleRules: readonly Rule[] = [
  {
    name: "imports make no circle",
    *find(project) {
      const targets = needs(project)
      const done = new Set<string>()
      const trail: string[] = []
      const circles: string[][] = []
      const visit = (path: string) => {
        if (trail.includes(path)) circles.push([...trail.slice(trail.indexOf(path)), path])
        if (done.has(path) || trail.includes(path)) return
        trail.push(path)
        for (const next of targets.get(path) ?? []) visit(next)
        trail.pop()
        done.add(path)
      }
      for (const path of targets.keys()) visit(path)
      for (const circle of circles) {
        const found = `stands in a circle: ${circle.join(" → ")}`
        yield { file: circle[0], line: 1, found, fix: "Move what both need to a file of its own" }
      }
    },
  },
]
