import type { Table } from "@hilum/learn/tabular";
import { clinicalEncoding, encodeClinical, encodedColumns, missingCounts } from "./clinical-encoding.ts";
import type { ClinicalEncoding } from "./clinical-encoding.ts";
import { developPart } from "./cohort.ts";
import type { Case } from "./cohort.ts";
import { StudyError } from "./errors.ts";
import type { Study } from "./study-file/study-file.ts";
import type { NetworkModel } from "./networks/network-model.ts";
import type { TabularModel } from "./study-file/model-schema.ts";
import { clinicalColumnsOf } from "./study-needs.ts";

/** All numbers that the models of a study may read, a row for each case. */
export interface CaseTable {
  readonly features: Table;
  readonly clinical: Table;
  readonly encoding: ClinicalEncoding;
  /** Hospital of each row. */
  readonly centres: readonly string[];
}

const nothing = { variables: [], missing: [] };

/**
 * The features and the clinical variables of the cases of a study.
 *
 * @param features - aligned with `cases`; no columns if no model reads any.
 * @throws StudyError `clinical` if a clinical variable cannot be read or is named like a feature.
 */
export function caseTable(study: Study, cases: readonly Case[], features: Table): CaseTable {
  const cells = cases.map((item) => item.cells ?? new Map<string, string>());
  const developing = cells.filter((_, i) => cases[i]!.part === developPart);
  const columns = clinicalColumnsOf(study);
  const encoding = columns.length === 0 ? nothing : clinicalEncoding(columns, developing, study.missing);
  const clash = encodedColumns(encoding).find((column) => features.columns.includes(column));
  if (clash !== undefined) {
    throw new StudyError(
      "clinical",
      `clinical: "${clash}" is also a feature. Leave it out of clinical, or rename one of them.`,
    );
  }
  return {
    features,
    clinical: encodeClinical(encoding, cells),
    encoding,
    centres: cases.map(({ centre }) => centre),
  };
}

/** Which clinical values are missing, in words, for those who read the numbers; undefined if none is. */
export function missingRemark({ encoding }: CaseTable, cases: readonly Case[]): string | undefined {
  const gaps = missingCounts(
    encoding,
    cases.map((item) => item.cells ?? new Map<string, string>()),
  ).filter((count) => count.cases > 0);
  if (gaps.length === 0) return undefined;
  const list = gaps.map(({ column, cases: n }) => `${column} of ${n}`).join(", ");
  return (
    `Clinical values missing, or words that no developing case has, in ${cases.length} cases: ${list}. In each fit a gap takes ` +
    "the median of the training rows; a variable that over 20 % of them lack is left out."
  );
}

/** The part of an encoding that a model reads. */
export function encodingOf(
  model: Pick<TabularModel, "clinical">,
  { variables, missing }: ClinicalEncoding,
): ClinicalEncoding {
  const wanted = new Set(model.clinical?.map(({ column }) => column));
  return { variables: variables.filter(({ column }) => wanted.has(column)), missing };
}

/** Everything that is known of the cases, for saved models, which take what they need. */
export function wholeTable({ features, clinical, centres }: Omit<CaseTable, "encoding">): Table {
  return {
    columns: [...features.columns, ...clinical.columns],
    rows: clinical.rows.map((row, i) => [...Array.from(features.rows[i]!), ...Array.from(row)]),
    batches: centres,
  };
}

/** The columns that a model may read, for all cases. */
export function tableFor(
  model: TabularModel | NetworkModel,
  { features, clinical, encoding, centres }: CaseTable,
): Table {
  const wanted = new Set(encodedColumns(encodingOf(model, encoding)));
  const own = [...clinical.columns.keys()].filter((at) => wanted.has(clinical.columns[at]!));
  const withFeatures = model.kind !== "clinical";
  return {
    columns: [...(withFeatures ? features.columns : []), ...own.map((at) => clinical.columns[at]!)],
    rows: clinical.rows.map((row, i) => [
      ...(withFeatures ? Array.from(features.rows[i]!) : []),
      ...own.map((at) => row[at]!),
    ]),
    ...("harmonise" in model && model.harmonise === "combat" && { batches: centres }),
  };
}
