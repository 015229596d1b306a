import { fittedCombat, readCombat } from "./combat.ts";
import type { CombatState } from "./combat.ts";
import { readElasticNet } from "./elastic-net.ts";
import type { ElasticNetState } from "./elastic-net.ts";
import { fittedImpute, readImpute } from "./impute.ts";
import type { ImputeState } from "./impute.ts";
import type { JsonReader } from "./json-reader.ts";
import { linearClassifier } from "./linear-log-odds.ts";
import { readLogistic } from "./logistic.ts";
import type { LogisticState } from "./logistic.ts";
import { fittedSelectByTree, readSelectByTree } from "./select-by-tree.ts";
import type { SelectByTreeState } from "./select-by-tree.ts";
import { fittedStandardise, readStandardise } from "./standardise.ts";
import type { StandardiseState } from "./standardise.ts";
import type { FittedClassifier, FittedTransform } from "./step.ts";
import { fittedSvm, readSvm } from "./svm.ts";
import type { SvmState } from "./svm.ts";
import { fittedTree, readTree } from "./tree.ts";
import type { TreeState } from "./tree.ts";

/** What a fitted transform may have learned; `step` tells the kinds apart. */
export type TransformState = ImputeState | CombatState | StandardiseState | SelectByTreeState;

/** What a fitted model may have learned; `step` tells the kinds apart. */
export type ClassifierState = SvmState | LogisticState | ElasticNetState | TreeState;

export function fittedTransform(state: TransformState): FittedTransform<TransformState> {
  if (state.step === "impute") return fittedImpute(state);
  if (state.step === "combat") return fittedCombat(state);
  return state.step === "standardise" ? fittedStandardise(state) : fittedSelectByTree(state);
}

export function fittedClassifier(state: ClassifierState): FittedClassifier<ClassifierState> {
  if (state.step === "svm") return fittedSvm(state);
  return state.step === "tree" ? fittedTree(state) : linearClassifier(state);
}

const transformReaders = {
  impute: readImpute,
  combat: readCombat,
  standardise: readStandardise,
  selectByTree: readSelectByTree,
} as const;
const classifierReaders = { svm: readSvm, logistic: readLogistic, elasticNet: readElasticNet, tree: readTree } as const;

export function readTransform(json: JsonReader): TransformState {
  return transformReaders[json.key("step").oneOf(["impute", "combat", "standardise", "selectByTree"])](json);
}

export function readClassifier(json: JsonReader): ClassifierState {
  return classifierReaders[json.key("step").oneOf(["svm", "logistic", "elasticNet", "tree"])](json);
}
