// A child process does not inherit the loader of TypeScript, so where sources run (unit tests) this file starts it first.
import { register } from "tsx/esm/api";

register();
await import("./network-child.ts");
