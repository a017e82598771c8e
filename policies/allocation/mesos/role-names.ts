/** Names of roles: paths whose parts are joined by slashes. Source: spec/mesos.md §2.1. */

/** "a/b/c" → "a/b", "a". */
export function ancestorsOf(name: string): string[] {
  const slash = name.lastIndexOf("/")
  if (slash === -1) return []
  const above = name.slice(0, slash)
  return [above, ...ancestorsOf(above)]
}

/** Whether it is the role itself or below it. */
export function isWithin(name: string, top: string): boolean {
  return name === top || name.startsWith(`${top}/`)
}
