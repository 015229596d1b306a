import type { FeatureSettings } from "@hilum/radiomics";
import type { Case } from "../../cohort.ts";
import { StudyError } from "../../errors.ts";
import type { Fit } from "../../protocol.ts";
import { planFits, refitId, unfittable } from "../../protocol.ts";
import { radiomicsSettings } from "../../study-file/radiomics-settings.ts";
import { featuresOfCases } from "../features-of-cases.ts";
import type { LesionFeatures } from "../lesion-features.ts";
import { filesOf } from "../open-study.ts";
import type { OpenStudy } from "../open-study.ts";
import type { Means } from "../run-means.ts";

/** A study whose cases have been read: what its jobs are made of. */
export interface PreparedStudy {
  readonly open: OpenStudy;
  readonly settings: FeatureSettings;
  /** The cases that could be read. */
  readonly cases: readonly Case[];
  /** Aligned with `cases`. */
  readonly features: readonly LesionFeatures[];
  readonly failures: readonly { readonly case: string; readonly error: string }[];
  readonly fits: readonly Fit[];
  readonly warnings: readonly string[];
  /** How many cases came from the cache. */
  readonly cached: number;
}

/** The radiomics settings of a study, every default filled in. @throws StudyError `radiomics` */
export function settingsOf({ study, file }: OpenStudy): FeatureSettings {
  const { resampleMask: _resampleMask, ...radiomics } = study.radiomics;
  return radiomicsSettings(radiomics, file);
}

/**
 * Reads every case of a study (from the cache what is there) and plans the fits.
 *
 * @throws StudyError `no-cases` if none can be read, `one-class` if the developing part cannot be fitted.
 */
export async function prepareStudy(open: OpenStudy, means: Means): Promise<PreparedStudy> {
  const { study, cohort } = open;
  const settings = settingsOf(open);
  const warnings = [...cohort.warnings];
  const eligible = cohort.cases.map((item) => ({ ...item, case: item.id, ...filesOf(open, item) }));
  const { resampleMask } = study.radiomics;
  const extracted = await featuresOfCases(eligible, settings, { resampleMask }, means);
  const { features, failures, cached } = extracted;
  const cases = extracted.cases.map(({ id }) => cohort.cases.find((item) => item.id === id)!);
  const noted = features.filter(
    ({ warnings: remarks, notes }) => remarks.length + Object.keys(notes).length > 0,
  ).length;
  if (noted > 0) warnings.push(`Remarks on ${noted} of ${cases.length} lesions stand in tables/warnings.csv.`);
  if (cases.length === 0) {
    throw new StudyError(
      "no-cases",
      `None of ${cohort.cases.length} cases could be read. The first: ${failures[0]?.error ?? ""}`,
    );
  }
  const fits = planFits(cases, study).filter((fit) => {
    const reason = unfittable(fit, cases);
    if (reason !== undefined) warnings.push(`Left out: ${reason}.`);
    return reason === undefined;
  });
  if (!fits.some((fit) => fit.id === refitId)) {
    throw new StudyError("one-class", warnings.at(-1) ?? "The developing part cannot be fitted.");
  }
  return { open, settings, cases, features, failures, fits, warnings, cached };
}
