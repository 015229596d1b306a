import { HilumError } from "@hilum/numeric";

/** A lesion that cannot be measured, or a setting that cannot be used. */
export class RadiomicsError extends HilumError {}
