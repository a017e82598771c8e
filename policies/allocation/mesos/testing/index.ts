/** The naive and obviously right reference of the allocator: for tests and benches only. */
export { referenceAllocator } from "./reference-allocator.ts"
