/** The canary's entry: prints a digest of what the host's own Math gives, which engines do not agree on. */
import { Digest } from "../../sim/index.ts"

const digest = new Digest()
const bits = new Uint32Array(new Float64Array(1).buffer)
const value = new Float64Array(bits.buffer)
for (let i = 1; i <= 100_000; i++) {
  for (const x of [Math.log(i / 7), Math.exp(i / 1e4), Math.sin(i / 7)]) {
    value[0] = x
    digest.word(bits[0])
    digest.word(bits[1])
  }
}
console.log(digest.hex())
