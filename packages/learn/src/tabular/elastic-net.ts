import { checkPositive } from "../check-option.ts";
import { LearnError } from "../learn-error.ts";
import { fitElasticNet, largestLambda, meanLogLoss } from "./fit-elastic-net.ts";
import type { ElasticNetProblem } from "./fit-elastic-net.ts";
import type { LogisticFit } from "./fit-logistic.ts";
import type { JsonReader } from "./json-reader.ts";
import { linearClassifier, readLinearLogOdds } from "./linear-log-odds.ts";
import type { LinearLogOdds } from "./linear-log-odds.ts";
import { requireComplete } from "./require-complete.ts";
import type { Classifier, Training } from "./step.ts";
import { stratifiedFolds } from "./stratified-folds.ts";
import { columnValues, take } from "./table.ts";

export interface ElasticNetOptions {
  /** Share of the absolute values in the penalty, in (0, 1]: 1 = lasso; default 0.5. */
  readonly alpha?: number;
  /** Weight of the penalty, or "inner" (default): the one with the smallest log-loss on inner folds. */
  readonly lambda?: number | "inner";
}

export interface ElasticNetState extends LinearLogOdds {
  readonly step: "elasticNet";
  readonly alpha: number;
  readonly lambda: number;
  /** Columns it chose from. */
  readonly candidates: number;
}

/** Lambdas that the inner folds try: from the one that keeps nothing down to a hundredth of it. */
const pathLength = 40;
const pathEnd = 0.01;

/**
 * Logistic regression with glmnet's elastic net, which keeps few columns. Without a lambda, five inner folds, stratified
 * and grouped by patient, choose it; of equally good ones the largest, which keeps least.
 */
export function elasticNet({ alpha = 0.5, lambda = "inner" }: ElasticNetOptions = {}): Classifier<ElasticNetState> {
  if (!(alpha > 0 && alpha <= 1)) {
    throw new LearnError("bad-option", `elasticNet's alpha is ${alpha}; it is a share above 0 and at most 1.`);
  }
  if (lambda !== "inner") checkPositive("elasticNet's lambda", lambda);
  return {
    kind: "classifier",
    name: "elasticNet",
    fit(training) {
      requireComplete(training.table, "elasticNet()");
      const { table, labels } = training;
      const problem = { columns: table.columns.map((_, at) => columnValues(table, at)), labels };
      const chosen = lambda === "inner" ? lambdaByFolds(problem, training, alpha) : lambda;
      const { intercept, coefficients } = fitAlong(problem, alpha, lambdasDownTo(problem, alpha, chosen)).at(-1)!;
      const used = [...coefficients.keys()].filter((at) => coefficients[at] !== 0);
      return linearClassifier<ElasticNetState>({
        step: "elasticNet",
        alpha,
        lambda: chosen,
        candidates: table.columns.length,
        columns: take(table.columns, used),
        coefficients: used.map((at) => coefficients[at]),
        intercept,
      });
    },
  };
}

/** The lambda with the smallest log-loss of rows that the coefficients have not seen. */
function lambdaByFolds(problem: ElasticNetProblem, { groups, random }: Training, alpha: number): number {
  const { columns, labels } = problem;
  const largest = largestLambda(problem, alpha);
  if (largest === 0) return 1;
  const lambdas = Array.from({ length: pathLength }, (_, i) => largest * pathEnd ** (i / (pathLength - 1)));
  const count = Math.min(5, new Set(groups).size);
  const foldOf = stratifiedFolds(labels, groups, count, random.fork("lambda"));
  const losses = new Float64Array(pathLength);
  for (let fold = 0; fold < count; fold++) {
    const inside = [...labels.keys()].filter((i) => foldOf[i] !== fold);
    const outside = [...labels.keys()].filter((i) => foldOf[i] === fold);
    const known = take(labels, inside);
    // A fold whose training part lost a class teaches nothing about lambda.
    if (known.every((label) => label === known[0])) continue;
    const part = { columns: columns.map((column) => Float64Array.from(inside, (i) => column[i])), labels: known };
    for (const [at, fit] of fitAlong(part, alpha, lambdas).entries()) {
      const logits = outside.map((i) => logitOf(fit, columns, i));
      losses[at] += meanLogLoss(take(labels, outside), logits) * outside.length;
    }
  }
  return lambdas[losses.indexOf(Math.min(...losses))];
}

function logitOf({ intercept, coefficients }: LogisticFit, columns: readonly Float64Array[], row: number): number {
  let logit = intercept;
  for (let j = 0; j < coefficients.length; j++) if (coefficients[j] !== 0) logit += coefficients[j] * columns[j][row];
  return logit;
}

/** Fits for falling lambdas, each from the one before. */
function fitAlong(problem: ElasticNetProblem, alpha: number, lambdas: readonly number[]): LogisticFit[] {
  const fits: LogisticFit[] = [];
  for (const lambda of lambdas) fits.push(fitElasticNet(problem, { alpha, lambda }, fits.at(-1)));
  return fits;
}

/** A few steps from the lambda that keeps nothing to the wanted one: faster than one jump. */
function lambdasDownTo(problem: ElasticNetProblem, alpha: number, lambda: number): number[] {
  const largest = largestLambda(problem, alpha);
  if (lambda >= largest) return [lambda];
  const steps = 10;
  return Array.from({ length: steps }, (_, i) =>
    i === steps - 1 ? lambda : largest * (lambda / largest) ** (i / (steps - 1)),
  );
}

export function readElasticNet(json: JsonReader): ElasticNetState {
  return {
    step: "elasticNet",
    alpha: json.key("alpha").number(0),
    lambda: json.key("lambda").number(0),
    candidates: json.key("candidates").integer(0),
    ...readLinearLogOdds(json),
  };
}
