import { fittedPipelineFromJson } from "@hilum/learn/tabular";
import type { FeatureSettings } from "@hilum/radiomics";
import type { Case } from "../cohort.ts";
import { StudyError } from "../errors.ts";
import type { PredictionTable } from "../evaluation-types.ts";
import { fitKey, networkResult } from "../fit-results.ts";
import type { FitResults } from "../fit-results.ts";
import { encodingOf } from "../case-table.ts";
import type { CaseTable } from "../case-table.ts";
import { describeNetwork } from "../networks/describe-network.ts";
import type { NetworkModel } from "../networks/network-model.ts";
import { refitId } from "../protocol.ts";
import type { Fit } from "../protocol.ts";
import type { Study } from "../study-file/study-file.ts";
import { developmentThreshold } from "../study-predictions.ts";
import { meanRisk } from "./bundle.ts";
import type { Assessment } from "./bundle.ts";
import { memberFiles, savedNetworks } from "./network-bundle.ts";
import type { SavedNetworks } from "./network-bundle.ts";
import { trainingFacts } from "./training-facts.ts";

/** A model with networks that is saved for use, with what it says of all cases of the study. */
export interface RefittedNetworks {
  readonly saved: SavedNetworks;
  /** Of each case, aligned with the study's cases. */
  readonly assessments: readonly Assessment[];
  /** The job that trained each member. */
  readonly jobs: readonly string[];
}

/**
 * The model with networks that is saved for use: trained on all developing cases, its threshold from the risks that the protocol
 * chooses it on.
 *
 * @throws StudyError `one-class` if these cases are of one class.
 */
export function refitNetworks(
  model: NetworkModel,
  from: {
    readonly study: Study;
    readonly settings: FeatureSettings;
    readonly cases: readonly Case[];
    readonly table: CaseTable;
    readonly fits: readonly Fit[];
    readonly predictions: PredictionTable;
    readonly results: FitResults;
    /** Of Hilum. */
    readonly version: string;
  },
): RefittedNetworks {
  const { study, settings, cases, predictions, version } = from;
  const threshold = developmentThreshold(predictions, model.name);
  if (threshold === null)
    throw new StudyError(
      "one-class",
      "The cases that the threshold is chosen on are of one class; no threshold exists.",
    );
  const fit = from.fits.find(({ id }) => id === refitId)!;
  const members = study.seeds.map((seed) => {
    const { network, features, risks } = networkResult(from.results, fitKey(model.name, seed, refitId));
    const { saved } = network;
    if (!saved)
      throw new StudyError("fit", `The network of ${model.name} was not kept. Delete the run's cache, and run again.`);
    const risk = new Map<number, number>();
    fit.train.forEach((index, i) => risk.set(index, saved.trainRisks[i]!));
    fit.test.forEach((index, i) => risk.set(index, risks[i]!));
    return { seed, network, saved, features, risk };
  });
  const files = (seed: number) => memberFiles(seed, study.seeds.length);
  const bundle = {
    format: "hilum-model",
    version: 1,
    name: model.name,
    kind: model.kind,
    description: describeNetwork(model, members[0]!.network),
    hilum: version,
    study: study.name,
    radiomics: model.kind === "fusion" ? settings : null,
    ...(model.clinical && { clinical: encodingOf(model, from.table.encoding) }),
    resampleMask: study.radiomics.resampleMask,
    threshold,
    thresholdRule: `Youden's point of the ${study.protocol === "paper" ? "risks of the validation part, which is also reported" : "out-of-fold risks of the developing part"}`,
    calibrated: false,
    training: trainingFacts(cases),
    image: model.image,
    threads: model.training.threads,
    members: members.map(({ seed, saved }) => ({
      seed,
      network: { file: files(seed).network, sha256: saved.onnx },
      weights: { file: files(seed).weights, sha256: saved.weights },
    })),
  } as const;
  return {
    saved: savedNetworks(
      bundle,
      members.flatMap(({ features }) => (features ? [fittedPipelineFromJson(features)] : [])),
    ),
    assessments: cases.map((_, i): Assessment => {
      const risk = meanRisk(members.map((member) => member.risk.get(i)!));
      return { risk, decision: risk >= threshold ? 1 : 0, imputed: [] };
    }),
    jobs: members.map(({ saved }) => saved.job),
  };
}
