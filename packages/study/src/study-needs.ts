import { StudyError } from "./errors.ts";
import type { ClinicalColumn } from "./study-file/clinical-schema.ts";
import { isCombined, isNetwork } from "./study-file/model-schema.ts";
import type { Study } from "./study-file/study-file.ts";

type Models = Pick<Study, "models" | "features">;

/** Whether any model of a study reads radiomics features, computed or made elsewhere. */
export function readsFeatures({ models }: Models): boolean {
  return models.some(({ kind }) => kind === "radiomics" || kind === "fusion");
}

/** Whether a study computes the features of its cases; with networks it does so anyway, to have read every lesion. */
export function computesFeatures(study: Models): boolean {
  return study.features === undefined && (readsFeatures(study) || hasNetworks(study));
}

export function hasNetworks({ models }: Models): boolean {
  return models.some(isNetwork);
}

/** Whether a study needs the image and the mask of every case. */
export function readsImages(study: Models): boolean {
  return computesFeatures(study) || hasNetworks(study);
}

/** The clinical columns that any model of a study reads, each once. @throws StudyError `clinical` if two read one differently. */
export function clinicalColumnsOf(study: Pick<Study, "models">): ClinicalColumn[] {
  const columns = new Map<string, ClinicalColumn>();
  for (const wanted of study.models.flatMap((model) => (isCombined(model) ? [] : (model.clinical ?? [])))) {
    const other = columns.get(wanted.column);
    if (other && JSON.stringify(other) !== JSON.stringify(wanted)) {
      throw new StudyError(
        "clinical",
        `clinical: "${wanted.column}" is read in two ways. Give it one order and one type.`,
      );
    }
    columns.set(wanted.column, wanted);
  }
  return [...columns.values()];
}
