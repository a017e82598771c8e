/** The slow and obviously right twin of the allocator: for tests and benches only. */
export { SlowAllocator } from "./slow-allocator.ts"
