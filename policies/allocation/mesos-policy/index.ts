/** The exact allocator of Mesos as an allocation policy of the simulation. */
export { mesosHeeds, mesosOptions } from "./options.ts"
export { mesosPolicy } from "./mesos-policy.ts"
