// Worker threads do not inherit the loader of TypeScript, so where sources run (unit tests) this file starts it first.
import { register } from "tsx/esm/api";

register();
const { default: runTask } = await import("./task-worker.ts");

export default runTask;
