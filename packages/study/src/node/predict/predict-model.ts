import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { isFusionFile, parseFusionBundle } from "../../bundle/fusion-bundle.ts";
import { quoted, StudyError } from "../../errors.ts";
import { isNetworkBundle } from "../../bundle/network-bundle.ts";
import { predictCasesByFeatures, predictLesionByFeatures } from "./predict-by-features.ts";
import { predictCasesByFusion, predictLesionByFusion } from "./predict-by-fusion.ts";
import { predictCasesByNetworks, predictLesionByNetworks } from "./predict-by-networks.ts";
import type {
  CasesPrediction,
  LesionPaths,
  LesionPrediction,
  PredictCasesOptions,
  PredictLesionOptions,
} from "./prediction.ts";

/**
 * The risk of the lesion in an image and its mask, by the saved model in a folder, whatever its kind.
 *
 * @throws StudyError, `unknown-clinical` for a value of a column that the model does not read.
 */
export async function predictLesion(
  folder: string,
  files: LesionPaths,
  options: PredictLesionOptions = {},
): Promise<LesionPrediction> {
  const prediction = await lesionPrediction(folder, files, options);
  const unknown = Object.keys(options.values ?? {}).find((column) => !prediction.clinical.includes(column));
  if (unknown !== undefined) {
    const known = prediction.clinical.join(", ") || "none";
    throw new StudyError(
      "unknown-clinical",
      `The model "${prediction.model.name}" reads no clinical column ${quoted(unknown)}. It reads: ${known}.`,
    );
  }
  return prediction;
}

async function lesionPrediction(
  folder: string,
  files: LesionPaths,
  options: PredictLesionOptions,
): Promise<LesionPrediction> {
  const model = await modelText(folder);
  if (isFusionFile(model)) {
    return predictLesionByFusion(parseFusionBundle(model), folder, (part) => lesionPrediction(part, files, options));
  }
  return isNetworkBundle(model)
    ? predictLesionByNetworks(folder, files, options)
    : predictLesionByFeatures(folder, files, options);
}

/** The risks of all cases of a table by the saved model in a folder, whatever its kind, written as CSV. @throws StudyError */
export async function predictCases(
  folder: string,
  casesPath: string,
  options: PredictCasesOptions,
): Promise<CasesPrediction> {
  const model = await modelText(folder);
  if (isFusionFile(model)) {
    return predictCasesByFusion(parseFusionBundle(model), folder, options.out, (part, out) =>
      predictCases(part, casesPath, { ...options, out }),
    );
  }
  return isNetworkBundle(model)
    ? predictCasesByNetworks(folder, casesPath, options)
    : predictCasesByFeatures(folder, casesPath, options);
}

/** What tells the kinds apart; a file that is not there is found missing by the reader of the model. */
function modelText(folder: string): Promise<string> {
  return readFile(join(folder, "model.json"), "utf8").catch(() => "");
}
