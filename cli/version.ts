/** Which program, and which policies of others, made a result. */
import { existsSync, readFileSync } from "node:fs"
import type { PolicyScript } from "../lab/index.ts"
import { Digest } from "../sim/index.ts"

/** The version in package.json, which stands above both cli/ and dist/cli/. */
export function packageVersion(): string {
  const file = ["../package.json", "../../package.json"]
    .map((path) => new URL(path, import.meta.url))
    .find((url) => existsSync(url))
  if (file === undefined) return "unknown"
  const { version } = JSON.parse(readFileSync(file, "utf8")) as { readonly version: string }
  return version
}

/** 32 hex digits of the code that a user's policy was bundled to. */
export function codeDigest({ code }: PolicyScript): string {
  const digest = new Digest()
  digest.text(code)
  return digest.hex()
}

/** The code of users' policies as a field of a run's identity; none if there are none. */
export function codeDigests(policies: readonly (string | PolicyScript)[]): { readonly code?: string[] } {
  const scripts = policies.filter((policy) => typeof policy !== "string")
  return scripts.length === 0 ? {} : { code: scripts.map(codeDigest) }
}
