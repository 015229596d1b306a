import { elementwiseCases } from "./cases/elementwise-cases.ts";
import { imageCases } from "./cases/image-cases.ts";
import { rearrangementCases } from "./cases/rearrangement-cases.ts";
import { reductionAndProductCases } from "./cases/reduction-cases.ts";
import type { OperationCase } from "./operation-case.ts";

/** Every operation of this package, against the float64 oracle in `plain`. A new operation gets a row here. */
export const operationCases: readonly OperationCase[] = [
  ...elementwiseCases,
  ...reductionAndProductCases,
  ...rearrangementCases,
  ...imageCases,
];
