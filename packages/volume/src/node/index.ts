export { nodeWasm } from "./node-wasm.ts";
