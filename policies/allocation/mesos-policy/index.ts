/** The exact allocator of Mesos as an allocation policy of the simulation. */
export { type MesosOptions, mesosPolicy } from "./mesos-policy.ts"
