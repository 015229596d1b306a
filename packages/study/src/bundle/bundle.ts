import { fittedPipelineFromJson } from "@hilum/learn/tabular";
import type { Contribution, FittedPipeline, FittedPipelineJson, Table } from "@hilum/learn/tabular";
import { checkFeatureSettings } from "@hilum/radiomics";
import type { FeatureSettings } from "@hilum/radiomics";
import { z } from "zod";
import { encodedColumns } from "../clinical-encoding.ts";
import type { ClinicalEncoding } from "../clinical-encoding.ts";
import { messageOf, StudyError } from "../errors.ts";

/** A trained model as it is saved for use: everything that a risk needs, and nothing of a single training case's name. */
export interface ModelBundle {
  readonly format: "hilum-model";
  readonly version: 1;
  readonly name: string;
  readonly kind: "radiomics" | "clinical";
  readonly description: string;
  /** Version of Hilum that trained it. */
  readonly hilum: string;
  readonly study: string;
  /** How features are computed from an image and a mask; null if none is, because they were made elsewhere or not used. */
  readonly radiomics: FeatureSettings | null;
  /** How clinical columns become numbers, if it reads any. */
  readonly clinical?: ClinicalEncoding;
  readonly resampleMask: boolean;
  /** A case is predicted positive if its risk is at least this. */
  readonly threshold: number;
  readonly thresholdRule: string;
  /** True if the risk is meant as a probability in a population like the training cases. */
  readonly calibrated: boolean;
  readonly training: {
    readonly cases: number;
    readonly positives: number;
    readonly patients: number;
    readonly centres: Readonly<Record<string, { readonly cases: number; readonly positives: number }>>;
  };
  /** One fit for each seed; the risk is their mean. */
  readonly members: readonly { readonly seed: number; readonly pipeline: FittedPipelineJson }[];
}

/** What a bundle says of one case. */
export interface Assessment {
  /** Mean over the members, in [0, 1]. */
  readonly risk: number;
  /** 1 if the risk reaches the threshold, else 0. */
  readonly decision: 0 | 1;
  /** Features that were impossible for this case and replaced by the training median. */
  readonly imputed: readonly string[];
}

/** A bundle at work. */
export interface BundleModel {
  readonly bundle: ModelBundle;
  /** Columns that the members use. */
  readonly inputs: readonly string[];
  /** Those that a table must bring: neither computed from an image nor made of clinical columns. */
  readonly given: readonly string[];
  /** The risk of every row of a table of features. */
  assess(table: Table): Assessment[];
  /** What each feature adds to the log-odds of each row, largest effect first; the mean over the members. */
  contributions(table: Table): Contribution[][];
}

const text = z.string().max(10_000);
const positiveInteger = z.number().int().min(0);
/** What model.json of a table model holds. */
export const modelFile = z.strictObject({
  format: z.literal("hilum-model"),
  version: z.literal(1),
  name: text,
  kind: z.enum(["radiomics", "clinical"]),
  description: text,
  hilum: text,
  study: text,
  radiomics: z.looseObject({ preset: text }).nullable(),
  clinical: z
    .strictObject({
      variables: z
        .array(
          z.discriminatedUnion("kind", [
            z.strictObject({ column: text, kind: z.literal("number") }),
            z.strictObject({ column: text, kind: z.literal("order"), words: z.array(text).max(50) }),
            z.strictObject({ column: text, kind: z.literal("category"), words: z.array(text).max(50) }),
          ]),
        )
        .max(200),
      missing: z.array(text).max(100),
    })
    .optional(),
  resampleMask: z.boolean(),
  threshold: z.number(),
  thresholdRule: text,
  calibrated: z.boolean(),
  training: z.strictObject({
    cases: positiveInteger,
    positives: positiveInteger,
    patients: positiveInteger,
    centres: z.record(text, z.strictObject({ cases: positiveInteger, positives: positiveInteger })),
  }),
});
export const radiomicsFile = z.strictObject({
  format: z.literal("hilum-radiomics-model"),
  version: z.literal(1),
  // The length first: a list of millions is refused before its items are looked at.
  members: z
    .array(z.unknown())
    .min(1)
    .max(100)
    .pipe(z.array(z.strictObject({ seed: z.number().int(), pipeline: z.unknown() }))),
});

/** The two files of a bundle: model.json (what it is) and radiomics.json (its numbers). */
export function bundleFiles({ members, ...model }: ModelBundle): { "model.json": string; "radiomics.json": string } {
  const radiomics = { format: "hilum-radiomics-model", version: 1, members };
  return {
    "model.json": `${JSON.stringify(model, null, 2)}\n`,
    "radiomics.json": `${JSON.stringify(radiomics)}\n`,
  };
}

/**
 * The model in the texts of model.json and radiomics.json, from any source: every field is checked, nothing is run.
 *
 * @throws StudyError `bad-bundle` that names the file and the field.
 */
export function parseBundle(model: string, radiomics: string): BundleModel {
  const head = parseJson(model, modelFile, "model.json");
  const body = parseJson(radiomics, radiomicsFile, "radiomics.json");
  try {
    const settings = head.radiomics && checkFeatureSettings(head.radiomics);
    const { clinical, ...given } = head;
    const members = body.members.map(({ seed, pipeline }) => ({ seed, fitted: fittedPipelineFromJson(pipeline) }));
    return bundleModel(
      {
        ...given,
        ...(clinical && { clinical }),
        radiomics: settings,
        members: members.map(({ seed, fitted }) => ({ seed, pipeline: fitted.toJson() })),
      },
      members.map(({ fitted }) => fitted),
    );
  } catch (error) {
    throw new StudyError("bad-bundle", `The model "${head.name}" is not usable: ${messageOf(error)}`);
  }
}

/** A bundle at work. */
export function bundleModel(
  bundle: ModelBundle,
  members: readonly FittedPipeline[] = bundle.members.map(({ pipeline }) => fittedPipelineFromJson(pipeline)),
): BundleModel {
  const inputs = [...new Set(members.flatMap((member) => member.inputs))];
  const clinical = new Set(bundle.clinical ? encodedColumns(bundle.clinical) : []);
  return {
    bundle,
    inputs,
    given: bundle.radiomics ? [] : inputs.filter((column) => !clinical.has(column)),
    assess(table) {
      const risks = members.map((member) => member.probability(table));
      const gaps = members.map((member) => member.imputedIn(table));
      return table.rows.map((_, row): Assessment => {
        const risk = meanRisk(risks.map((column) => column[row]!));
        const imputed = [...new Set(gaps.flatMap((lists) => lists[row]!))];
        return { risk, decision: risk >= bundle.threshold ? 1 : 0, imputed };
      });
    },
    contributions(table) {
      const all = members.map((member) => member.contributions(table));
      return table.rows.map((_, row) => meanContributions(all.map((lists) => lists[row]!)));
    },
  };
}

/** The risk of a model with several seeds: the mean of its members, always summed in the same order. */
export function meanRisk(risks: readonly number[]): number {
  return risks.length === 1 ? risks[0]! : risks.reduce((sum, risk) => sum + risk, 0) / risks.length;
}

function meanContributions(lists: readonly (readonly Contribution[])[]): Contribution[] {
  const byFeature = new Map<string, Contribution>();
  for (const list of lists) {
    for (const item of list) {
      const before = byFeature.get(item.feature);
      const contribution = (before?.contribution ?? 0) + item.contribution / lists.length;
      byFeature.set(item.feature, { ...item, contribution });
    }
  }
  return [...byFeature.values()].sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
}

/** A checked value from a file of a bundle. @throws StudyError `bad-bundle` */
export function parseJson<T>(content: string, schema: z.ZodType<T>, file: string): T {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    throw new StudyError("bad-bundle", `${file}: not readable JSON. Train the model again, or copy the whole folder.`);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  throw new StudyError("bad-bundle", `${file}: ${issue.path.join(".") || "the file"}: ${issue.message}.`);
}
