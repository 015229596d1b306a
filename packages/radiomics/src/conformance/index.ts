export { ibsi1Suite } from "./ibsi1-suite.ts";
export type { Ibsi1Setting } from "./ibsi1-suite.ts";
