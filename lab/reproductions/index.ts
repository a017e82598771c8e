/** Published results, made again. */
export { reproductionCatalogue, reproductionNamed } from "./catalogue.ts"
export {
  type Reproduced,
  type Reproduction,
  ReproductionError,
  type ReproductionFlag,
  reproductionFlags,
  type ReproductionOptions,
  type ReproductionProgress,
} from "./contract.ts"
