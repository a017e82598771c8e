/** The exact allocator of Mesos as an allocation policy of the simulation. */
export { mesosPolicy } from "./mesos-policy.ts"
