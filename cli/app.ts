/** The command line as a function: arguments in, exit code out. Nothing here ends the process. */
import {
  ArgumentScannerError,
  buildApplication,
  buildRouteMap,
  formatMessageForArgumentScannerError,
  run,
  text_en,
} from "@stricli/core"
import { auditCommand } from "./audit.ts"
import { frameworksCommand, policiesCommand, tracesCommand } from "./catalogues.ts"
import { compactCommand } from "./compact.ts"
import { compareCommand } from "./compare.ts"
import type { Context } from "./context.ts"
import { demoCommand } from "./demo.ts"
import { describeError, exitCodeOf, exitCodes } from "./errors.ts"
import { inflateCommand } from "./inflate.ts"
import type { Surroundings } from "./output.ts"
import { mergeCommand } from "./merge.ts"
import { queryCommand } from "./query.ts"
import { replayCommand } from "./replay.ts"
import { reportCommand } from "./report.ts"
import { reproduceCommand } from "./reproduce.ts"
import { runCommand } from "./run.ts"
import { sizeCommand } from "./size.ts"
import { withSizeFile } from "./size-file.ts"
import { printable } from "./text.ts"
import { traceRoutes } from "./trace.ts"
import { whatifCommand } from "./whatif.ts"
import { workerCommand } from "./worker.ts"

const application = buildApplication<Context>(
  buildRouteMap({
    routes: {
      demo: demoCommand,
      replay: replayCommand,
      compare: compareCommand,
      size: sizeCommand,
      run: runCommand,
      worker: workerCommand,
      merge: mergeCommand,
      inflate: inflateCommand,
      compact: compactCommand,
      whatif: whatifCommand,
      audit: auditCommand,
      query: queryCommand,
      report: reportCommand,
      reproduce: reproduceCommand,
      trace: traceRoutes,
      policies: policiesCommand,
      frameworks: frameworksCommand,
      traces: tracesCommand,
    },
    docs: { brief: "Replay a cluster's workload under any scheduler" },
  }),
  {
    name: "mesoscope",
    scanner: { caseStyle: "allow-kebab-for-camel" },
    documentation: { disableAnsiColor: true },
    determineExitCode: exitCodeOf,
    localization: {
      text: {
        ...text_en,
        exceptionWhileParsingArguments: (error) => `mesoscope: ${argumentMessage(error)}`,
        exceptionWhileRunningCommand: describeError,
        noCommandRegisteredForInput: ({ input, corrections }) =>
          `mesoscope: ${unknownCommand(input, corrections)}`,
      },
    },
  },
)

/** Runs one command line, without the program's name. Errors are told on stderr. */
export async function runCommandLine(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const process: { exitCode?: number | string | null } = {}
  let words = args
  try {
    words = withSizeFile(args)
  } catch (error) {
    surroundings.stderr.write(`${describeError(error)}\n`)
    return exitCodeOf(error)
  }
  const context: Context & { process: object } = {
    process: Object.assign(process, {
      stdout: surroundings.stdout,
      stderr: surroundings.stderr,
      env: surroundings.env,
    }),
    surroundings,
  }
  await run(application, words.length === 0 ? ["--help"] : words, context)
  const code = Number(process.exitCode ?? exitCodes.fine)
  // Stricli's own codes for a wrong command line are negative.
  if (code < 0) return exitCodes.userError
  return code === exitCodes.fine ? (context.exitCode ?? code) : code
}

function argumentMessage(error: unknown): string {
  if (!(error instanceof ArgumentScannerError)) return describeError(error)
  const message = formatMessageForArgumentScannerError(error, {
    ArgumentParseError: ({ externalFlagNameOrPlaceholder: name, exception }) =>
      `--${name}: ${exception instanceof Error ? exception.message : String(exception)}`,
  })
  return `${withoutPasswords(printable(message))}\nSee mesoscope --help.`
}

/** An address in the wrong place is repeated, but not who may open it. */
function withoutPasswords(text: string): string {
  return text.replace(/:\/\/[^\s@]*@/g, "://…@")
}

function unknownCommand(input: string, corrections: readonly string[]): string {
  const meant = corrections.length === 0 ? "" : ` Did you mean ${corrections.join(" or ")}?`
  return withoutPasswords(
    printable(`Unknown command ${JSON.stringify(input)}.${meant} See mesoscope --help.`),
  )
}
