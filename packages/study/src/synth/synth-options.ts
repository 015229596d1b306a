import { StudyError } from "../errors.ts";
import { centreTable } from "./centres.ts";

/** What a synthetic cohort is made with; the same options give the same cohort. */
export interface SynthOptions {
  /** How many cases; case i is the same whatever the number. */
  readonly cases: number;
  readonly seed: number;
  /** Made-up centres h1, h2 ...: 1 to 12; default 3. */
  readonly centres?: number;
  /** How much of the surroundings' effect on the label the image shows: 1 all (default), 0 none. */
  readonly surroundings?: number;
  /** Expected share of pN+ before the centres' differences; default 0.3. */
  readonly prevalence?: number;
  /** Edge of the imaged cube in mm, 56 to 160; default 72. */
  readonly fieldMm?: number;
}

const limits = {
  cases: { lowest: 1, highest: 100_000, whole: true, standard: 100 },
  seed: { lowest: 0, highest: 2 ** 32 - 1, whole: true, standard: 1 },
  centres: { lowest: 1, highest: centreTable.length, whole: true, standard: 3 },
  surroundings: { lowest: 0, highest: 1, whole: false, standard: 1 },
  prevalence: { lowest: 0.05, highest: 0.95, whole: false, standard: 0.3 },
  fieldMm: { lowest: 56, highest: 160, whole: false, standard: 72 },
} satisfies Record<keyof SynthOptions, { lowest: number; highest: number; whole: boolean; standard: number }>;

/**
 * The options with every default filled in.
 *
 * @throws StudyError `synth-option` if one is out of its range.
 */
export function completeSynthOptions(options: SynthOptions): Required<SynthOptions> {
  const pick = (name: keyof typeof limits): number => {
    const { lowest, highest, whole, standard } = limits[name];
    const value = options[name] ?? standard;
    if (value >= lowest && value <= highest && (!whole || Number.isInteger(value))) return value;
    throw new StudyError(
      "synth-option",
      `The synthetic cohort's ${name} is ${value}; give a${whole ? " whole" : ""} number from ${lowest} to ${highest}.`,
    );
  };
  return {
    cases: pick("cases"),
    seed: pick("seed"),
    centres: pick("centres"),
    surroundings: pick("surroundings"),
    prevalence: pick("prevalence"),
    fieldMm: pick("fieldMm"),
  };
}
