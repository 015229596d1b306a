/** Where the parts of training keep their tensors in a store of variables, beside the parameter or state NAME that they belong to. */
export const gradientOf = (name: string): string => `gradient:${name}`;
/** The moving average of a parameter or running statistic. */
export const averageOf = (name: string): string => `average:${name}`;
/** Number of updates so far. */
export const stepName = "step";
/** The input of an update graph by which gradients are multiplied before they are used. */
export const gradientScale = "gradientScale";
