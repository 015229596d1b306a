export { HilumError } from "./errors.ts";
export { randomStream } from "./random-stream.ts";
export type { RandomStream } from "./random-stream.ts";
