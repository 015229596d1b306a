import { HilumError } from "@hilum/numeric";

/** A network that cannot be built as described, or a file of weights that cannot be read or does not fit. */
export class NetworkError extends HilumError {}
