import { randomStream } from "@hilum/numeric";
import type { RandomStream } from "@hilum/numeric";
import { drawScan } from "./acquisition.ts";
import type { Scan } from "./acquisition.ts";
import { centreTable } from "./centres.ts";
import type { SyntheticCentre } from "./centres.ts";
import type { SynthOptions } from "./synth-options.ts";

/** Who carries the nodule and how he or she was scanned; nothing here has to do with the label but the centre. */
export interface SyntheticPatient {
  readonly patient: string;
  readonly centre: SyntheticCentre;
  readonly scan: Scan;
  readonly age: number;
  readonly sex: "F" | "M";
  readonly smoking: "never" | "former" | "current";
  /** 0 none (who never smoked) to 1. */
  readonly emphysema: number;
}

/** Share of the cases that are a second nodule of an earlier patient. */
const secondNoduleShare = 0.05;

/**
 * The patient of case `index` (from 0). Centres take turns. About one case in twenty is the second nodule of the patient
 * whose first nodule stands one turn of the centres before; both come from the same scan.
 */
export function patientOf(options: Required<SynthOptions>, index: number): SyntheticPatient {
  const turn = Math.floor(index / options.centres);
  // Only every other turn may hold second nodules, so that no patient has three.
  const second =
    turn % 2 === 1 && randomStream(options.seed, "synth", "second", index).uniform() < 2 * secondNoduleShare;
  const first = second ? index - options.centres : index;
  const centre = centreTable[index % options.centres] ?? centreTable[0];
  const random = randomStream(options.seed, "synth", "patient", first);
  const smoking = drawSmoking(random);
  return {
    patient: `p${String(first + 1).padStart(4, "0")}`,
    centre,
    scan: drawScan(random.fork("scan"), centre),
    age: Math.round(Math.min(89, Math.max(32, 63 + 9.5 * random.normal()))),
    sex: random.uniform() < 0.52 ? "F" : "M",
    smoking,
    emphysema: smoking === "never" ? 0 : random.uniform(),
  };
}

function drawSmoking(random: RandomStream): SyntheticPatient["smoking"] {
  const u = random.uniform();
  return u < 0.48 ? "never" : u < 0.8 ? "former" : "current";
}
