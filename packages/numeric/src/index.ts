export { crc32 } from "./crc32.ts";
export { cbrt, cos, exp, log, log2, sin } from "./elementary.ts";
export { HilumError } from "./errors.ts";
export { solvePositiveDefinite, symmetricEigen } from "./linear-algebra.ts";
export type { SymmetricEigen } from "./linear-algebra.ts";
export { normalCdf, normalQuantile, normalSurvival } from "./normal-distribution.ts";
export { randomStream } from "./random-stream.ts";
export type { RandomStream } from "./random-stream.ts";
