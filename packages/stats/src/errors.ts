import { HilumError } from "@hilum/numeric";

/** Numbers from which a statistic cannot be computed: an empty class, unequal lengths, a score that is not a number ... */
export class StatsError extends HilumError {}
