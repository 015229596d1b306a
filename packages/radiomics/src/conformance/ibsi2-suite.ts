import { ConformanceRecord, type ReferenceFolder } from "@hilum/numeric/conformance";
import type { Volume } from "@hilum/volume";
import { readNifti } from "@hilum/volume/nifti";
import { extractIbsi, type IbsiExtraction } from "../ibsi/extract-ibsi.ts";
import { ibsiColumns } from "../ibsi/ibsi-columns.ts";
import { checkIbsiFilter } from "../ibsi2/check-ibsi-filter.ts";
import type { IbsiFilterSettings } from "../ibsi2/filter-settings.ts";
import { ibsiFilter } from "../ibsi2/ibsi-filter.ts";
import { RadiomicsError } from "../radiomics-error.ts";
import { describedFilter } from "./ibsi2-filter.ts";
import { type Ibsi2Row, parseIbsi2Reference, parseResponseTests, type ResponseTest } from "./ibsi2-reference.ts";
import { ibsi2Settings } from "./ibsi2-settings.ts";

/** Where and how the suite runs. */
export interface Ibsi2Setting {
  /** The folder with `ibsi2/phase1_tests.csv`, `ibsi2/response_maps` and `ibsi2/phase2_reference_values.csv`. */
  readonly folder: ReferenceFolder;
  /** The folder with the phantoms in `ibsi2`, and the CT phantom in `ibsi1/ct_nifti`. */
  readonly images: ReferenceFolder;
  /** Which parts are checked: `phase1-2.a`, `phase2-4.B`; default all. */
  readonly only?: (part: string) => boolean;
  /** Told before a part is begun. */
  readonly progress?: (part: string, done: number, parts: number) => void;
}

interface Part {
  /** The first part of every id. */
  readonly id: string;
  readonly check: (record: ConformanceRecord) => Promise<void>;
}

/** A response may be off by this share of the range of the consensus map. */
const responseTolerance = 0.01;

/**
 * Checks the filters against the consensus of IBSI-2: response maps of digital phantoms (phase 1, one quantity each) and statistics
 * of the filtered CT phantom (phase 2).
 *
 * What has no consensus, or describes a filter that is not known, is skipped with the reason; an image that cannot be read fails.
 *
 * @throws RadiomicsError `no-reference` if there are no reference values.
 */
export async function ibsi2Suite(setting: Ibsi2Setting): Promise<ConformanceRecord> {
  const record = new ConformanceRecord("ibsi2");
  const present = await setting.folder.names("ibsi2");
  const text = (name: string) => (present.includes(name) ? setting.folder.text(`ibsi2/${name}`) : "");
  const tests = parseResponseTests(await text("phase1_tests.csv"));
  const rows = parseIbsi2Reference(await text("phase2_reference_values.csv"));
  if (tests.length + rows.length === 0) {
    throw new RadiomicsError(
      "no-reference",
      "No reference value was found: ibsi2/phase1_tests.csv and ibsi2/phase2_reference_values.csv are looked for. " +
        "Give the parent of ibsi2 as --reference DIR.",
    );
  }
  const parts = [...tests.map((test) => responsePart(test, setting)), ...statisticsParts(rows, setting)];
  const chosen = parts.filter(({ id }) => setting.only?.(id) ?? true);
  for (const [index, part] of chosen.entries()) {
    setting.progress?.(part.id, index, chosen.length);
    try {
      await part.check(record);
    } catch (error) {
      const got = error instanceof Error ? error.message : String(error);
      record.compare({ id: part.id, expected: "a response", got, distance: Infinity, tolerance: 0 });
    }
  }
  return record;
}

function responsePart(test: ResponseTest, { folder, images }: Ibsi2Setting): Part {
  const id = `phase1-${test.id}`;
  return {
    id,
    check: async (record) => {
      if (test.responseMap === "") return record.skip(id, "there is no consensus map");
      const filter = knownFilter(test);
      if (typeof filter === "string") return record.skip(id, filter);
      const [phantom, consensus] = await Promise.all([
        images.bytes(`ibsi2/${test.phantom}.nii.gz`),
        folder.bytes(`ibsi2/response_maps/${test.responseMap}`),
      ]);
      compareMaps(record, `${id}/response map`, ibsiFilter(readNifti(phantom), filter), readNifti(consensus));
    },
  };
}

/** The filter of a test; text: why there is none. */
function knownFilter(test: ResponseTest): IbsiFilterSettings | string {
  const described = describedFilter(test);
  if (typeof described === "string") return `"${described}" is not implemented`;
  try {
    return checkIbsiFilter(described);
  } catch (error) {
    if (error instanceof RadiomicsError) return error.message;
    throw error;
  }
}

function compareMaps(record: ConformanceRecord, id: string, response: Volume, consensus: Volume): void {
  const [size, expected] = [response.grid.size, consensus.grid.size].map((voxels) => voxels.join(" x "));
  if (size !== expected) {
    record.compare({ id, expected, got: size, distance: Infinity, tolerance: 0 });
    return;
  }
  let [low, high, worst, distance] = [Infinity, -Infinity, 0, 0];
  for (let n = 0; n < consensus.data.length; n++) {
    const value = consensus.data[n];
    if (value < low) low = value;
    if (value > high) high = value;
    const off = Math.abs(response.data[n] - value);
    if (off <= distance) continue;
    distance = off;
    worst = n;
  }
  const tolerance = responseTolerance * (high - low);
  record.compare({ id, expected: consensus.data[worst], got: response.data[worst], distance, tolerance });
}

function statisticsParts(rows: readonly Ibsi2Row[], { images }: Ibsi2Setting): Part[] {
  const phantom = once(async () => {
    const [image, mask] = await Promise.all(
      ["phantom", "mask"].map((name) => images.bytes(`ibsi1/ct_nifti/${name}.nii.gz`)),
    );
    return { image: readNifti(image), mask: readNifti(mask) };
  });
  return [...new Set(rows.map(({ filter }) => filter))].map((filter): Part => {
    const id = `phase2-${filter}`;
    return {
      id,
      check: async (record) => {
        const settings = ibsi2Settings(filter);
        if (!settings) return record.skip(id, "there are no settings of this name");
        const { image, mask } = await phantom();
        const values = valuesByTag(extractIbsi(image, mask, settings));
        for (const row of rows.filter((one) => one.filter === filter))
          compareValue(record, `${id}/${row.tag}`, row, values);
      },
    };
  });
}

function valuesByTag({ features, diagnostics }: IbsiExtraction): Map<string, number> {
  const columns = ibsiColumns(diagnostics.settings);
  return new Map(features.map(({ value }, n) => [`${columns[n].family.tag}_${columns[n].feature.tag}`, value]));
}

function compareValue(record: ConformanceRecord, id: string, row: Ibsi2Row, values: ReadonlyMap<string, number>): void {
  const got = values.get(row.tag);
  if (row.value === "") record.skip(id, "there is no consensus value");
  else if (got === undefined) record.skip(id, `${row.feature} (${row.tag}) is not implemented`);
  else {
    const expected = Number(row.value);
    record.compare({ id, expected, got, distance: Math.abs(got - expected), tolerance: row.tolerance });
  }
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}
