/** The notebooks of the project, and what is asked of each: its cells type-check, and executed it is what is committed. */
import { execFile } from "node:child_process"
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { moduleOf, readNotebook } from "./notebook.ts"

const run = promisify(execFile)

const top = fileURLToPath(new URL("../../", import.meta.url))
const folder = join(top, "notebooks")

export async function notebooks(): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name.endsWith(".ipynb")).sort()
}

export const pathOf = (name: string): string => join(folder, name)

export async function textOf(name: string): Promise<string> {
  return readFile(pathOf(name), "utf8")
}

/** What the compiler has to say about the cells of all notebooks; nothing is "". */
export async function typeErrors(modules?: Readonly<Record<string, string>>): Promise<string> {
  const all = modules ?? Object.fromEntries(await Promise.all((await notebooks()).map(moduleIn)))
  // In the project, so that what the cells import is found, and where nobody looks for sources.
  await mkdir(join(top, "dist"), { recursive: true })
  const own = await mkdtemp(join(top, "dist/cells-"))
  try {
    for (const [name, code] of Object.entries(all)) await writeFile(join(own, `${name}.ts`), fromBelow(code))
    const config = join(own, "tsconfig.json")
    await writeFile(
      config,
      JSON.stringify({ extends: "../../tsconfig.json", include: ["*.ts"], exclude: [] }),
    )
    await run(join(top, "node_modules/.bin/tsc"), ["-p", config, "--pretty", "false"], { cwd: own })
    return ""
  } catch (error) {
    const { stdout } = error as { stdout?: string }
    if (stdout === undefined || stdout === "") throw error
    return stdout.trim()
  } finally {
    await rm(own, { recursive: true })
  }
}

async function moduleIn(name: string): Promise<[string, string]> {
  return [name, `${moduleOf(readNotebook(await textOf(name)))}\nexport {}\n`]
}

/** Imports as they are written in notebooks/, from two folders below the top. */
const fromBelow = (code: string) =>
  code.replaceAll(/(from\s+")\.\.\//g, "$1../../").replaceAll(/(from\s+")\.\//g, "$1../../notebooks/")

/** Seconds that a cell may take, and its outputs to arrive: on a busy machine much longer than the work itself. */
const patience = 300

/** The notebook with the outputs that its cells give now, executed from the top in Deno, without a browser. Throws what a cell throws. */
export async function executed(name: string, deno: string): Promise<string> {
  const own = await mkdtemp(join(tmpdir(), "mesoscope-notebooks-"))
  try {
    const kernel = join(own, "kernels/deno")
    await mkdir(kernel, { recursive: true })
    const argv = [deno, "jupyter", "--kernel", "--conn", "{connection_file}"]
    await writeFile(
      join(kernel, "kernel.json"),
      JSON.stringify({ argv, display_name: "Deno", language: "typescript" }),
    )
    const settings = ["kernel_name=deno", `timeout=${patience}`, `iopub_timeout=${patience}`]
    const words = ["--to", "notebook", "--execute", ...settings.map((one) => `--ExecutePreprocessor.${one}`)]
    await run("jupyter", ["nbconvert", ...words, "--output-dir", own, pathOf(name)], {
      cwd: folder,
      env: { ...process.env, JUPYTER_PATH: own, TMPDIR: own, DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1" },
    })
    return await readFile(join(own, name), "utf8")
  } finally {
    await rm(own, { recursive: true })
  }
}
