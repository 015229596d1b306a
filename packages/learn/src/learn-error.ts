import { HilumError } from "@hilum/numeric";

/** Something that cannot be learned from these rows, or a fitted model that cannot be applied or read. */
export class LearnError extends HilumError {}
