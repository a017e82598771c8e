/** Rows and names that mean harm: quotes, headers, times, too many of something, words that programs trip over. */
import { type HostileFile, holding } from "./hostile-file.ts"

const openb =
  "name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec,qos,pod_phase,creation_time,deletion_time,scheduled_time"
const pod = (qos: string, times = "0,100,40") => `openb-pod-0000,12000,16384,1,460,,${qos},Running,${times}`
const csv = (...rows: string[]) => `${[openb, ...rows].join("\n")}\n`
const swf = (...rows: readonly string[]) => swfRows(rows)
const swfRows = (rows: readonly string[]) =>
  `${rows.map((row) => row + " -1".repeat(18 - row.split(" ").length)).join("\n")}\n`
const chronus =
  "job_id,user,num_gpu,submit_time,iterations,model_name,duration,interval,expect_time_list,expect_value_list,best_effort,job_type"
const gpuJob = (id: number, gpus: string, submit: string, duration: string) =>
  `${id},vc_a,${gpus},${submit},5,vgg16,${duration},1,9,10,0,strict`
const million = 1_000_000

export const rowFiles: readonly HostileFile[] = [
  holding("a quote that is never closed", csv('"openb-pod-0000,1,1'), /a quote is opened and never closed/),
  holding("a quote in the middle of a cell", csv('openb"pod,1,1,1,1,,LS,Running,0,1,0'), /hostile:2/),
  holding(
    "a quoted cell of 2 MiB",
    csv(`"${"a".repeat(2 << 20)}",1,1,1,1,,LS,Running,0,1,0`),
    /hostile:\d+: the line is longer than 1 MiB/,
  ),
  holding("a quoted cell of many lines", csv(`"openb\n\n\npod",1,1,1,1,,LS,Running,0,1,0`), "imports"),
  holding(
    "a row that is too short",
    `${"job0\t5\t5\t1\t1\t1\n".repeat(25)}job1\t5\n`,
    /hostile:26: the row has 2 cells/,
  ),
  holding("a header and nothing below it", `${openb}\n`, "imports"),
  holding(
    "a header that lacks a column",
    "name,cpu_milli,num_gpu,gpu_milli\na,1,1,1\n",
    /hostile:1: the header has no column "memory_mib"/,
  ),
  holding("a column called __proto__", `${openb},__proto__\n${pod("LS")},x\n`, "imports"),
  holding(
    "columns called constructor and toString",
    `${openb},constructor,toString\n${pod("LS")},x,y\n`,
    "imports",
  ),
  holding(
    "three hundred columns in the header",
    `${openb}${",x".repeat(300)}\n`,
    /hostile:1: the row has more than 256 cells/,
  ),
  ...["__proto__", "constructor", "prototype", "toString", "hasOwnProperty"].map((name) =>
    holding(`a role called ${name}`, csv(pod(name)), "imports"),
  ),
  holding("a role of markup", csv(pod("<script>alert(1)</script>")), "imports"),
  holding("a role that is a formula", csv(pod("\"=cmd|' /C calc'!A0\"")), "imports"),
  holding("a role that erases the terminal", csv(pod("\u001B[2J\u001B]0;title\u0007")), "imports"),
  holding("a role written from right to left", csv(pod("\u202Eevil\u202C")), "imports"),
  holding(
    "a role of half a character",
    Buffer.concat([
      Buffer.from(`${openb}\nopenb-pod-0,1,1,1,1,,`),
      Buffer.from([0xed, 0xa0, 0x80]),
      Buffer.from(",Running,0,1,0\n"),
    ]),
    "imports",
  ),
  holding("a role in Latin 1", Buffer.from(csv(pod("f\u00FCr")), "latin1"), "imports"),
  holding("a role of one MiB less a little", csv(pod("a".repeat((1 << 20) - 200))), "imports"),
  holding("a path as a name", csv(pod("../../etc/passwd")), "imports"),
  holding("a pod created before the trace", csv(pod("LS", "-5,100,40")), "imports"),
  holding("a pod that is deleted before it is scheduled", csv(pod("LS", "0,10,40")), "imports"),
  holding(
    "a time beyond 285 years",
    csv(pod("LS", "9e9,9e300,40")),
    /hostile:2:10: column "deletion_time" is "9e300"/,
  ),
  holding("a time with too many digits", csv(pod("LS", `${"9".repeat(400)},1,1`)), /hostile:2:9/),
  holding(
    "a duration in words",
    csv(pod("LS", "0,tomorrow,40")),
    /hostile:2:10: column "deletion_time" is "tomorrow"/,
  ),
  holding("swf: times below 0", swf("1 -5 0 -9 1 -1 -1 1"), "imports"),
  holding(
    "swf: a run beyond 285 years",
    swf(...Array.from({ length: 25 }, () => "1 0 0 5 1"), "1 0 0 9e300 1"),
    /hostile:26:4: column "run_s"/,
  ),
  holding(
    "swf: a job id beyond 2^53",
    swf(...Array.from({ length: 25 }, () => "1 0 0 5 1"), "99999999999999999999 0 0 5 1"),
    /hostile:26:1: column "job"/,
  ),
  holding(
    "swf: a thousand million processors",
    swf("1 0 0 5 1000000000"),
    /hostile:1:5: column "procs_alloc" is "1000000000"/,
  ),
  holding(
    "swf: a header of a thousand million nodes",
    `; MaxNodes: 999999999\n; MaxProcs: 999999999\n${swf("1 0 0 5 1")}`,
    "imports",
  ),
  holding(
    "swf: 300,000 roles",
    () => swfRows(Array.from({ length: 300_000 }, (_, i) => `${i} ${i} 0 5 1 -1 -1 1 -1 -1 1 1 ${i}`)),
    "imports",
  ),
  holding("swf: a comment that never ends", `; ${"x".repeat(2 << 20)}`, /hostile/),
  holding(
    "swf: a hundred thousand header lines",
    `${"; Note: x\n".repeat(100_000)}${swf("1 0 0 5 1")}`,
    /hostile|imports/,
  ),
  holding(
    "swim: more bytes than there are",
    "job0\t5\t5\t9007199254740991\t1\t1\n",
    /hostile:1: with this job there are 67108\d+ tasks/,
  ),
  holding("swim: a time beyond 285 years", "job0\t9007199254740991\t5\t1\t1\t1\n", /hostile:1/),
  holding(
    "swim: a job without a name",
    `${"job0\t5\t5\t1\t1\t1\n".repeat(25)}\t5\t5\t1\t1\t1\n`,
    /hostile:26:1/,
  ),
  holding(
    "google: an event that does not exist",
    `${"0,,3418309,0,4155527081,0,u,3,9,0.125,0.07,0.0004,0\n".repeat(25)}0,,3418309,0,4155527081,77,u,3,9,0.125,0.07,0.0004,0\n`,
    /hostile:26:6/,
  ),
  holding(
    "google: a task index beyond 2^31",
    `${"0,,3418309,0,4155527081,0,u,3,9,0.125,0.07,0.0004,0\n".repeat(25)}0,,3418309,99999999999,4155527081,0,u,3,9,0.125,0.07,0.0004,0\n`,
    /hostile:26|imports/,
  ),
  holding(
    "google: a request of a million machines",
    `${"0,,3418309,0,4155527081,0,u,3,9,0.125,0.07,0.0004,0\n".repeat(25)}0,,3418309,1,4155527081,0,u,3,9,1e15,0.07,0.0004,0\n`,
    /hostile:26:10/,
  ),
  holding(
    "philly: a million GPUs a job",
    `${chronus}\n${Array.from({ length: 99 }, (_, i) => gpuJob(i, "1000000", "0", "1")).join("\n")}\n`,
    /hostile:10: with this row, the trace asks for 9000000 tasks/,
  ),
  holding(
    "philly: two million GPUs in a job",
    `${chronus}\n${gpuJob(0, "2000000", "0", "1")}\n`,
    /hostile:2:3: column "num_gpu" is "2000000"/,
  ),
  holding("philly: half a GPU", `${chronus}\n${gpuJob(0, "0.5", "0", "1")}\n`, /hostile:2:3/),
  holding(
    "philly: the same job a thousand times",
    `${chronus}\n${`${gpuJob(7, "1", "0", "1")}\n`.repeat(1000)}`,
    "imports",
  ),
  holding("run times: a negative one", "runtime\n1.0\n-5\n", /hostile:3:1: column "runtime" is "-5"/),
  holding("run times: a million of them", () => `runtime\n${"1.0\n".repeat(million)}`, "imports"),
  holding(
    "slurm: a job that ends before it starts",
    "JobID|State|Submit|Start|End|NCPUS\n7|COMPLETED|2024-05-01T12:00:00|2024-05-01T12:00:30|2024-05-01T12:00:00|1\n",
    /hostile:2:5: column "End"/,
  ),
  holding(
    "slurm: resources that are none",
    "JobID|State|Submit|Start|End|AllocTRES\n7|COMPLETED|2024-05-01T12:00:00|2024-05-01T12:00:30|2024-05-01T12:10:00|cpu=1e309\n",
    /hostile:2:6: column "AllocTRES"/,
  ),
  holding(
    "slurm: a job id that is none",
    "JobID|State|Submit|NCPUS\n$(reboot)|COMPLETED|2024-05-01T12:00:00|1\n",
    /hostile:2:1: column "JobID" is "\$\(reboot\)"/,
  ),
  holding(
    "slurm: nodes of -1 CPUs",
    "NodeName=a CPUTot=-1 RealMemory=1\n",
    /hostile:1:2: column "2" is "CPUTot=-1"/,
  ),
  holding(
    "slurm: a value before any node",
    "NodeName=a CPUTot=1\n".replace("NodeName=a ", "") + "NodeName=b CPUTot=1\n",
    /hostile:1:1/,
  ),
  holding(
    "prices: a shape with a billion cores",
    'shape,price_per_hour\n"99999999999999999cpus,16GiB",1\n',
    /hostile:2:1: column "shape"/,
  ),
  holding(
    "prices: two million machines",
    'shape,price_per_hour,count\n"1cpus,1GiB",1,2000000\n',
    /hostile:2:3: column "count"/,
  ),
]
