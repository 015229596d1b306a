export { networksSuite } from "./networks-suite.ts";
export type { ConformanceSetting } from "./setting.ts";
