import { mix32 } from "../../sim/index.ts"

const twoTo32 = 4_294_967_296

/** 32 well-mixed bits, 0 to 2^32 − 1, of three whole numbers from 0 to 2^53 − 1: chance that is no stream. */
export function hashNumbers(seed: number, a: number, b: number): number {
  const first = mix32(seed | 0, Math.floor(seed / twoTo32), a | 0)
  return mix32(mix32(first, Math.floor(a / twoTo32), b | 0), Math.floor(b / twoTo32), 0)
}
