#!/usr/bin/env node
import { runCommandLine } from "./app.ts"
import { exitCodes } from "./errors.ts"
import type { Output } from "./output.ts"

const outputTo = (stream: NodeJS.WriteStream): Output => ({
  write: (text) => void stream.write(text),
  isTerminal: stream.isTTY,
})

let lastWords = () => "interrupted; nothing was written"

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
  process.once(signal, () => {
    process.stderr.write(`\nmesoscope: ${lastWords()}\n`)
    process.exit(exitCodes.interrupted)
  })

// A reader that has seen enough, as in `mesoscope traces | head -1`, is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error
  process.exit(exitCodes.fine)
})

process.exitCode = await runCommandLine(process.argv.slice(2), {
  stdout: outputTo(process.stdout),
  stderr: outputTo(process.stderr),
  env: process.env,
  onInterrupt(words) {
    lastWords = words
  },
})
