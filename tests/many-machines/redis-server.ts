/**
 * A Redis of the test's own: Debian's server on a free port of this machine, in a folder of its own, that keeps nothing. Where there
 * is none such tests are skipped, visibly; with MESOSCOPE_REQUIRE_REDIS=1 they fail.
 */
import { execFileSync, spawn, spawnSync } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { createConnection, createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe } from "vitest"

const isThere = spawnSync("redis-server", ["--version"]).status === 0
const isRequired = process.env["MESOSCOPE_REQUIRE_REDIS"] === "1"

/** `describe`, for tests that start a Redis. */
// oxlint-disable-next-line vitest/valid-describe-callback, vitest/valid-title -- the rules take skipIf for a describe
export const describeWithRedis = describe.skipIf(!isThere && !isRequired)

export interface RedisServer {
  readonly port: number
  readonly folder: string
  stop(): void
}

/** `options` as redis-server takes them, given the folder of its files. */
export async function startRedis(options: (folder: string) => string[] = () => []): Promise<RedisServer> {
  const folder = mkdtempSync(join(tmpdir(), "mesoscope-redis-"))
  const port = await freePort()
  const fixed = ["--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", folder]
  const own = options(folder)
  const where = own.includes("--tls-cert-file") ? ["--port", "0", "--tls-port"] : ["--port"]
  const server = spawn("redis-server", [...where, String(port), ...fixed, ...own], { stdio: "ignore" })
  await untilOpen(port)
  return {
    port,
    folder,
    stop() {
      server.kill("SIGKILL")
      rmSync(folder, { recursive: true })
    },
  }
}

/** A certificate for localhost that signs itself, as options of redis-server; its file is `certificate.pem`. */
export function selfSigned(folder: string): string[] {
  const [key, certificate] = [join(folder, "key.pem"), join(folder, "certificate.pem")]
  const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
  const kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
  execFileSync("openssl", ["req", "-x509", ...kind, ...subject, "-keyout", key, "-out", certificate], {
    stdio: "ignore",
  })
  return ["--tls-cert-file", certificate, "--tls-key-file", key, "--tls-auth-clients", "no"]
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on("error", reject)
    server.listen(0, "127.0.0.1", () => {
      const address = server.address()
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0))
    })
  })
}

async function untilOpen(port: number): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    const isOpen = await new Promise<boolean>((resolve) => {
      const socket = createConnection(port, "127.0.0.1")
      socket.once("connect", () => resolve(true)).once("error", () => resolve(false))
      socket.once("connect", () => socket.destroy())
    })
    if (isOpen) return
    if (attempt > 200) throw new Error("redis-server does not start")
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
