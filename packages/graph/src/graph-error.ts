import { HilumError } from "@hilum/numeric";

/** A graph that cannot be built, checked, compiled or run. */
export class GraphError extends HilumError {}
