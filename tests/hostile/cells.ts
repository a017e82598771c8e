/** Numbers that are none, in a cell of each format that is read row by row: an error in that cell, to the column. */
import { type HostileFile, holding } from "./hostile-file.ts"

const numbersThatAreNone = [
  ["out of a double's range", "1e309"],
  ["hexadecimal", "0x10"],
  ["in blanks", " 12 "],
  ["with something after it", "3abc"],
  ["not a number", "NaN"],
  ["infinite", "Infinity"],
  ["below 0", "-3"],
  ["with grouped digits", "1_000"],
  ["in full-width digits", "１２"],
  ["negative and infinite", "-1e400"],
] as const

interface Table {
  readonly format: string
  /** The header, if there is one, and rows that are right: as many as recognising looks at. */
  readonly before: readonly string[]
  /** The row with the cell in its place. */
  readonly row: (cell: string) => string
  /** The cell's place, counted from 1. */
  readonly column: number
  /** What the format reads as its own sign for "unknown", or splits at. */
  readonly except?: readonly string[]
  readonly fileName?: string
}

const vmId = "A".repeat(24)
const tables: readonly Table[] = [
  {
    format: "google-2011",
    before: Array.from({ length: 25 }, (_, i) => `0,,3418309,${i},4155527081,0,u,3,9,0.125,0.07,0.0004,0`),
    row: (cell) => `0,,3418309,99,4155527081,0,u,3,9,${cell},0.07,0.0004,0`,
    column: 10,
  },
  {
    format: "openb",
    before: [
      "name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec,qos,pod_phase,creation_time,deletion_time,scheduled_time",
    ],
    row: (cell) => `openb-pod-0000,12000,16384,1,${cell},,LS,Running,0,100,40`,
    column: 5,
  },
  {
    format: "swim",
    before: Array.from({ length: 25 }, (_, i) => `job${i}\t5\t5\t1\t1\t1`),
    row: (cell) => `job99\t5\t5\t${cell}\t1\t1`,
    column: 4,
  },
  {
    format: "alibaba-dlrm-2025",
    before: [
      "instance_sn,role,app_name,cpu_request,cpu_limit,gpu_request,gpu_limit,rdma_request,rdma_limit,memory_request,memory_limit,disk_request,disk_limit,max_instance_per_node,creation_time,scheduled_time,deletion_time",
    ],
    row: (cell) => `instance_0,HN,app_0,${cell},12,1,1,25,25,120,120,640,800,8,,,`,
    column: 4,
  },
  {
    format: "alibaba-spot-2026",
    before: ["gpu_model,gpu_capacity_num,cpu_num,node_name"],
    row: (cell) => `A10,1,${cell},7`,
    column: 3,
  },
  {
    format: "philly-chronus",
    before: [
      "job_id,user,num_gpu,submit_time,iterations,model_name,duration,interval,expect_time_list,expect_value_list,best_effort,job_type",
    ],
    row: (cell) => `0,vc_a,2,7,5,vgg16,${cell},1,9,10,0,strict`,
    column: 7,
  },
  {
    format: "helios",
    before: ["job_id,user,vc,gpu_num,cpu_num,node_num,state,submit_time,start_time,end_time,duration,queue"],
    row: (cell) =>
      `1,u,vc,${cell},1,1,COMPLETED,2020-06-09 18:41:01,2020-06-09 18:41:31,2020-06-09 18:42:01,30,30`,
    column: 4,
  },
  {
    format: "azure-vm",
    before: [`${vmId},${vmId},${vmId},0,600,9,9,9,Interactive,2,4`],
    row: (cell) => `${vmId},${vmId},${vmId},0,${cell},9,9,9,Interactive,2,4`,
    column: 5,
  },
  {
    format: "bitbrains",
    before: ["id,start_time,stop_time,cpu_count,cpu_capacity,mem_capacity"],
    row: (cell) => `7,0,1376314846000,1,2600,${cell}`,
    column: 6,
  },
  {
    format: "swf-machines",
    before: Array.from({ length: 25 }, (_, i) => `${i}\tzewura\t2\t80\t1\t529426432`),
    row: (cell) => `99\tzewura\t${cell}\t80\t1\t529426432`,
    column: 3,
    except: [" 12 "],
  },
  {
    format: "price-sheet",
    before: ["shape,price_per_hour"],
    row: (cell) => `"4cpus,16GiB",${cell}`,
    column: 2,
  },
  {
    format: "slurm-jobs",
    before: ["JobID|State|Submit|Start|End|NCPUS"],
    row: (cell) => `7|COMPLETED|2024-05-01T12:00:00|2024-05-01T12:00:30|2024-05-01T12:10:00|${cell}`,
    column: 6,
  },
]

export const cellFiles: readonly HostileFile[] = tables.flatMap(
  ({ format, before, row, column, except = [] }) =>
    numbersThatAreNone
      .filter(([, cell]) => !except.includes(cell))
      .map(([what, cell]) =>
        holding(
          `${format}: a number ${what}`,
          `${[...before, row(cell)].join("\n")}\n`,
          new RegExp(
            `hostile:${before.length + 1}:${column}: column "[^"]+" is ${escaped(JSON.stringify(cell))}; `,
          ),
        ),
      ),
)

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
}
