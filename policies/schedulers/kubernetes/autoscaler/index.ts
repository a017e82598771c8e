/** Nodes that come and go as pods need them. */
export { Autoscaler, autoscalerDefaults, type AutoscalerSetting } from "./autoscaler.ts"
export { expanders } from "./scale-up.ts"
