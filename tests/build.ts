/** Compiles what is tested, once before all tests: threads and whole commands run the compiled program. */
import { execFileSync } from "node:child_process"
import { fileURLToPath } from "node:url"

export function setup(): void {
  execFileSync("npm", ["run", "-s", "build"], {
    cwd: fileURLToPath(new URL("..", import.meta.url)),
    stdio: "inherit",
  })
}
