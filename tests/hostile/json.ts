/** JSON that means harm: in a record of each format that is JSON. */
import { type HostileFile, holding } from "./hostile-file.ts"

const slave = (resources: string, more = "") =>
  `{"slaves":[\n{"id":"S1","hostname":"h","resources":${resources}${more}}\n]}`
const app = (fields: string) => `{"apps":[\n{"id":"/a/b",${fields}}\n]}`
const node = (cpu: string) =>
  `{"apiVersion":"v1","items":[\n{"kind":"Node","metadata":{"name":"n"},"status":{"allocatable":{"cpu":${cpu}}}}\n],"kind":"List"}`
const pod = (fields: string) =>
  `{"apiVersion":"v1","items":[\n{"kind":"Pod","metadata":{"name":"p"},"spec":{"containers":[]${fields}}}\n],"kind":"List"}`
const job = (fields: string) =>
  `[\n{"status":"Pass","vc":"v","jobid":"application_1","user":"u",${fields}}\n]`
const million = 1_000_000

export const jsonFiles: readonly HostileFile[] = [
  holding(
    "mesos: cpus out of a double's range",
    slave('{"cpus":1e309}'),
    /hostile:2:\d+: here stands "1e309"/,
  ),
  holding("mesos: cpus not a number", slave('{"cpus":NaN}'), /hostile:2:\d+: here stands "NaN"/),
  holding("mesos: cpus hexadecimal", slave('{"cpus":0x10}'), /hostile:2:\d+: here stands "0x10"/),
  holding("mesos: cpus with a leading zero", slave('{"cpus":007}'), /hostile:2:\d+: here stands "007"/),
  holding(
    "mesos: cpus below 0",
    slave('{"cpus":-4}'),
    /hostile:2:\d+: column "slaves.0.resources.cpus" is "-4"/,
  ),
  holding(
    "mesos: cpus a text",
    slave('{"cpus":"4"}'),
    /column "slaves.0.resources.cpus" is "4"; cpus must be a number/,
  ),
  holding("mesos: cpus too many to count exactly", slave('{"cpus":1e300}'), /resources.cpus" is "1e\+300"/),
  holding("mesos: resources a list", slave("[4]"), /column "slaves.0.resources" is "a list"/),
  holding(
    "mesos: a member __proto__",
    slave('{"__proto__":{"cpus":4}}'),
    /hostile:2:\d+: a member is called "__proto__"/,
  ),
  holding(
    "mesos: a member constructor",
    slave("{}", ',"constructor":{}'),
    /a member is called "constructor"/,
  ),
  holding("mesos: a member twice", slave("{}", ',"id":"S2"'), /the member "id" stands twice/),
  holding("mesos: an agent that is a number", '{"slaves":[\n7\n]}', "imports"),
  holding("mesos: slaves are no list", '{"activated_slaves":1,"slaves":{"a":{}}}', "imports"),
  holding(
    "mesos: an escape of the terminal in a name",
    slave("{}", String.raw`,"attributes":{"rack":"\u001b[2J"}`),
    "imports",
  ),
  holding(
    "mesos: half of a character",
    slave("{}", String.raw`,"attributes":{"rack":"\ud800"}`),
    /half of a character/,
  ),
  holding(
    "mesos: a task without a framework's id",
    '{"activated_slaves":0,"frameworks":[{"tasks":[\n{"id":"t","state":"TASK_RUNNING"}]}\n]}',
    /hostile:2:1: column "frameworks.0.tasks.0.framework_id" is ""/,
  ),
  holding(
    "mesos: a role of weight 0",
    '{"roles":[\n{"name":"r","weight":0}]}',
    /hostile:2:\d+: column "roles.0.weight" is "0"/,
  ),
  holding(
    "mesos: a million roles",
    () =>
      `{"roles":[${Array.from({ length: million }, (_, i) => `{"name":"r${i}","weight":2}`).join(",\n")}]}`,
    "imports",
  ),
  holding(
    "json: lists nested 100,000 deep",
    `{"slaves":[${"[".repeat(100_000)}`,
    /hostile:1:\d+: lists and objects are nested deeper than 64/,
  ),
  holding(
    "json: objects nested 100,000 deep",
    `{"apps":[${'{"a":'.repeat(100_000)}`,
    /nested deeper than 64/,
  ),
  holding(
    "json: a text of 2 MiB",
    `{"apps":["${"a".repeat(2 << 20)}"]}`,
    /hostile:1:10: a text or number is longer than 1 MiB/,
  ),
  holding("json: a number of 2 MiB", `{"apps":[${"1".repeat(2 << 20)}]}`, /longer than 1 MiB/),
  holding(
    "json: ten million values in one record",
    () => `{"apps":[{"x":[${"0,".repeat(10 * million)}0]}]}`,
    /more is held at once/,
  ),
  holding(
    "json: 100 MiB of text in one record",
    () => `{"apps":[{"x":[${`"${"a".repeat(1 << 19)}",`.repeat(200)}0]}]}`,
    /more is held at once/,
  ),
  holding("json: ends early", '{"slaves":[{"id":"S1"', /hostile:1:\d+: the file ends early/),
  holding(
    "json: goes on after its end",
    '{"slaves":[]}\n{"slaves":[]}',
    /hostile:2:1: here stands "{"; nothing more must stand here/,
  ),
  holding("json: a comma too many", '{"slaves":[{"id":"S1"},]}', /hostile:1:24: here stands "\]"/),
  holding("json: a comment", '{"slaves":[/* none */]}', /hostile:1:12: here stands "\/"/),
  holding("json: single quotes", `{"slaves":['a']}`, /here stands "'"/),
  holding(
    "json: a raw newline in a text",
    '{"slaves":["a\nb"]}',
    /hostile:1:14: a text holds a control character/,
  ),
  holding(
    "json: bytes that are no UTF-8",
    Buffer.concat([Buffer.from('{"slaves":["'), Buffer.from([0xed, 0xa0, 0x80]), Buffer.from('"]}')]),
    /no UTF-8/,
  ),
  holding(
    "marathon: a million million instances",
    app('"instances":1000000000000'),
    /hostile:2:\d+: column "apps.0.instances" is "1000000000000"/,
  ),
  holding("marathon: half an instance", app('"instances":1.5'), /column "apps.0.instances" is "1.5"/),
  holding(
    "marathon: a constraint of numbers",
    app('"constraints":[[1,2]]'),
    /column "apps.0.constraints" is "a list"/,
  ),
  holding(
    "marathon: an expression that takes for ever",
    app(`"constraints":[["rack","LIKE","(a+)+$${"a".repeat(1000)}b"]]`),
    "imports",
  ),
  holding(
    "marathon: a thousand applications of a million instances",
    `{"apps":[${Array.from({ length: 1000 }, (_, i) => `\n{"id":"/a/${i}","instances":1000000}`).join()}]}`,
    /hostile:10: with this row, the trace asks for 9000000 tasks/,
  ),
  ...["-1", "1e309", "0x10", " 2 ", "2 Gi", "2gi", "NaN", "", "1e", "9".repeat(400)].map((cpu) =>
    holding(
      `kubernetes: the quantity ${JSON.stringify(cpu.slice(0, 9))}`,
      node(JSON.stringify(cpu)),
      /hostile:2:\d+: column "items.0.status.allocatable.cpu" is "/,
    ),
  ),
  holding(
    "kubernetes: containers are no list",
    pod(',"initContainers":{}'),
    /column "items.0.spec.initContainers" is "an object"/,
  ),
  holding(
    "kubernetes: a priority of 64 bits",
    pod(',"priority":9223372036854775807'),
    /items.0.spec.priority/,
  ),
  holding(
    "kubernetes: a hundred thousand pods of one owner",
    () =>
      `{"apiVersion":"v1","items":[${Array.from({ length: 100_000 }, () => '{"kind":"Pod","metadata":{"name":"p","ownerReferences":[{"kind":"ReplicaSet","name":"r"}]},"spec":{"containers":[]}}').join(",\n")}],"kind":"List"}`,
    "imports",
  ),
  holding(
    "philly: a time that is none",
    job('"submitted_time":"yesterday","attempts":[]'),
    /hostile:2:\d+: column "0.submitted_time" is "yesterday"/,
  ),
  holding(
    "philly: the 30th of February",
    job('"submitted_time":"2017-02-30 00:00:00","attempts":[]'),
    /column "0.submitted_time" is "2017-02-30/,
  ),
  holding(
    "philly: attempts are no objects",
    job('"submitted_time":"2017-10-07 01:11:39","attempts":[1]'),
    /column "0.attempts" is "a list"/,
  ),
  holding(
    "philly: ends before it starts",
    job(
      '"submitted_time":"2017-10-07 01:11:39","attempts":[{"start_time":"2017-10-07 02:00:00","end_time":"2017-10-07 01:30:00","detail":[]}]',
    ),
    "imports",
  ),
  holding(
    "gavel: a throughput below 0",
    `{"v100":{"('A3C', 1)":{"null":-1}}}`,
    /column "v100.\('A3C', 1\).null" is "-1"/,
  ),
  holding(
    "gavel: a job without its GPUs",
    `{"v100":{"('A3C', 1)":{"null":1},"A3C":{"null":1}}}`,
    /column "v100.A3C" is "an object"; a job is called/,
  ),
]
