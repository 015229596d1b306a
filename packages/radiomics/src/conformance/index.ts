export { ibsi1Suite } from "./ibsi1-suite.ts";
export type { Ibsi1Setting } from "./ibsi1-suite.ts";
export { ibsi2Suite } from "./ibsi2-suite.ts";
export type { Ibsi2Setting } from "./ibsi2-suite.ts";
export { pyradiomicsSuite } from "./pyradiomics-suite.ts";
export type { PyradiomicsSetting } from "./pyradiomics-suite.ts";
