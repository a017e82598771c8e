/** Addresses of Redis as people type them. */
import { expect, test } from "vitest"
import { redisAddress, RedisError } from "./address.ts"

test("an address has a host; port, user, password and database where they are written", () => {
  expect(redisAddress("redis://cache")).toEqual({
    host: "cache",
    port: 6379,
    db: 0,
    shown: "redis://cache:6379",
  })
  expect(redisAddress("rediss://ann:p%40ss@cache.example.org:6390/3")).toEqual({
    host: "cache.example.org",
    port: 6390,
    username: "ann",
    password: "p@ss",
    db: 3,
    tls: {},
    shown: "rediss://cache.example.org:6390/3",
  })
  expect(redisAddress("redis://[::1]:7000")).toMatchObject({ host: "::1", shown: "redis://[::1]:7000" })
})

test("a password from elsewhere is for an address that has none", () => {
  expect(redisAddress("redis://cache", {}, "elsewhere").password).toBe("elsewhere")
  expect(redisAddress("redis://:here@cache", {}, "elsewhere").password).toBe("here")
})

test.each([
  "http://ann:secret@cache",
  "cache:6379:secret",
  "redis://ann:secret@cache/zero",
  "redis://ann:secret@cache?tls=1",
  "redis://ann:se%zzcret@cache",
  "redis://ann:secret/1@cache",
  "",
])("%j is refused, and its password is not repeated", (text) => {
  expect(() => redisAddress(text)).toThrow(RedisError)
  expect(() => redisAddress(text)).not.toThrow(/cret/)
})

test("certificates are for encrypted connections, and one's own comes with its key", () => {
  expect(() => redisAddress("redis://cache", { ca: "ca.pem" })).toThrow("Write rediss:// instead of redis://")
  expect(() => redisAddress("rediss://cache", { cert: "a.pem" })).toThrow(
    "Give --tls-cert and --tls-key together",
  )
})
