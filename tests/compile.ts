/** Compiles what is tested: threads and whole commands run the compiled program, which must not be an older one. */
import { execFileSync } from "node:child_process"
import { fileURLToPath } from "node:url"

export function compile(): void {
  const top = fileURLToPath(new URL("..", import.meta.url))
  execFileSync("npm", ["run", "-s", "build"], { cwd: top, stdio: "inherit" })
}
