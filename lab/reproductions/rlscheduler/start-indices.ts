/**
 * Where RLScheduler's ten test sequences begin: what gym's seeding and numpy's RandomState.randint draw from a seed.
 * Sources: gym 0.15 utils/seeding.py; numpy's legacy generator; Matsumoto and Nishimura, "Mersenne Twister", 1998.
 */
import { createHash } from "node:crypto"

/** `count` whole numbers from `low` up to, not including, `high`. */
export function startIndices(seed: number, count: number, low: number, high: number): number[] {
  const next = mersenneTwister(gymKey(seed))
  const span = high - 1 - low
  const mask = 2 ** (32 - Math.clz32(span)) - 1
  const draw = () => {
    for (;;) {
      const value = (next() & mask) >>> 0
      if (value <= span) return low + value
    }
  }
  return Array.from({ length: count }, draw)
}

/** Gym does not use a seed as it is, but the first eight bytes of the SHA-512 of its digits. */
function gymKey(seed: number): number[] {
  const hash = createHash("sha512").update(String(seed)).digest()
  return [hash.readUInt32LE(0), hash.readUInt32LE(4)]
}

const size = 624
const middle = 397

/** 32-bit words of MT19937, begun by a key of several words. */
function mersenneTwister(key: readonly number[]): () => number {
  const state = begunBy(key)
  let at = size
  return () => {
    if (at === size) {
      twist(state)
      at = 0
    }
    let word = state[at++]
    word ^= word >>> 11
    word ^= (word << 7) & 0x9d2c5680
    word ^= (word << 15) & 0xefc60000
    return (word ^ (word >>> 18)) >>> 0
  }
}

function begunBy(key: readonly number[]): Uint32Array {
  const state = new Uint32Array(size)
  state[0] = 19650218
  for (let i = 1; i < size; i++) state[i] = Math.imul(1812433253, state[i - 1] ^ (state[i - 1] >>> 30)) + i
  let [i, j] = [1, 0]
  const advance = () => {
    if (++i < size) return
    state[0] = state[size - 1]
    i = 1
  }
  const mixed = (factor: number) => state[i] ^ Math.imul(state[i - 1] ^ (state[i - 1] >>> 30), factor)
  for (let k = Math.max(size, key.length); k > 0; k--) {
    state[i] = mixed(1664525) + key[j] + j
    advance()
    j = (j + 1) % key.length
  }
  for (let k = size - 1; k > 0; k--) {
    state[i] = mixed(1566083941) - i
    advance()
  }
  state[0] = 0x80000000
  return state
}

function twist(state: Uint32Array): void {
  for (let i = 0; i < size; i++) {
    const joined = (state[i] & 0x80000000) | (state[(i + 1) % size] & 0x7fffffff)
    state[i] = state[(i + middle) % size] ^ (joined >>> 1) ^ (joined & 1 ? 0x9908b0df : 0)
  }
}
