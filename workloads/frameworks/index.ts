export { type FrameworkEntry, frameworkCatalogue, frameworkNamed } from "./catalogue.ts"
