import type { Case } from "../../cohort.ts";
import { StudyError } from "../../errors.ts";
import { isNetwork } from "../../study-file/model-schema.ts";
import { notWritable } from "../atomic-file.ts";
import { valueHash } from "../content-hash.ts";
import { filesOf } from "../open-study.ts";
import type { OpenStudy } from "../open-study.ts";
import type { Means } from "../run-means.ts";

/** Hashes of the prepared images of all cases, by the hash of the image settings. */
export type PreparedImages = ReadonlyMap<string, readonly string[]>;

/**
 * Prepares the images of all cases for the networks of a study, once for each kind of image settings.
 *
 * @returns with the positions of the cases that cannot be prepared, and why.
 * @throws StudyError `not-writable`: a full disk must not look like cases that cannot be read.
 */
export async function prepareImages(
  { study, ...open }: OpenStudy,
  cases: readonly Case[],
  { pool, cache, progress, signal }: Means,
): Promise<{ images: PreparedImages; errors: ReadonlyMap<number, string> }> {
  const wanted = new Map(study.models.filter(isNetwork).map(({ image }) => [valueHash(image), image]));
  const images = new Map<string, string[]>();
  const errors = new Map<number, string>();
  const { resampleMask } = study.radiomics;
  for (const [key, settings] of wanted) {
    progress.start("images", cases.length);
    const outcomes = await pool.map(
      "prepareImage",
      cases.map((item) => ({ ...filesOf({ study, ...open }, item), resampleMask, settings, cache })),
      () => progress.advance(),
    );
    signal?.throwIfAborted();
    outcomes.forEach((outcome, i) => {
      if (outcome.ok || errors.has(i)) return;
      if (outcome.code === notWritable) throw new StudyError(notWritable, outcome.error);
      errors.set(i, outcome.error);
      progress.warn(`${cases[i]!.id}: ${outcome.error}`);
    });
    images.set(
      key,
      outcomes.map((outcome) => (outcome.ok ? outcome.value.hash : "")),
    );
  }
  return { images, errors };
}
