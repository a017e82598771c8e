/** Many machines: a run hands trials out by Redis, and workers on any machine run them. */
export { redisAddress, type RedisAddress, RedisError, type TlsFiles } from "./address.ts"
export { reachRedis } from "./connection.ts"
export { runOnWorkers, type WorkersProgress } from "./coordinate.ts"
export { type News, serve } from "./serve.ts"
