// A child process does not inherit the loader of TypeScript, so in the repository this file starts it first.
import { register } from "tsx/esm/api";

register();
await import("./network-child.ts");
