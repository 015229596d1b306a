import { z } from "zod";
import { StudyError } from "../errors.ts";
import { fusedRisk } from "../fusion/fused-risk.ts";
import type { FusionRule } from "../fusion/fused-risk.ts";
import { cellNumber, columnIndex, formatCsv, parseCsvTable } from "../tables/csv-table.ts";

/** A saved model whose risk is made of the risks of others, which lie beside it as whole bundles under parts/NAME/. */
export interface FusionBundle {
  readonly format: "hilum-model";
  readonly version: 1;
  readonly name: string;
  readonly kind: "late-fusion" | "safe-fusion";
  readonly description: string;
  readonly hilum: string;
  readonly study: string;
  readonly threshold: number;
  readonly thresholdRule: string;
  readonly parts: readonly string[];
  /** Of several seeds the mean of their shares; it is applied to the parts' risks, each the mean over its seeds. */
  readonly rule: FusionRule;
}

const text = z.string().max(10_000);
const partName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._+-]{0,99}$/);
const fusionFile = z.strictObject({
  format: z.literal("hilum-model"),
  version: z.literal(1),
  name: text,
  kind: z.enum(["late-fusion", "safe-fusion"]),
  description: text,
  hilum: text,
  study: text,
  threshold: z.number(),
  thresholdRule: text,
  parts: z.array(partName).min(2).max(20),
  rule: z.discriminatedUnion("by", [
    z.strictObject({ by: z.literal("mean") }),
    z.strictObject({
      by: z.literal("shares"),
      shares: z.array(z.number().min(0).max(1)).max(20),
    }),
  ]),
});

/** Whether model.json, of whatever origin, says that it is made of parts. */
export function isFusionFile(content: string): boolean {
  return /"kind": *"(late|safe)-fusion"/.test(content);
}

/** The fusion in the text of its model.json; every field is checked. @throws StudyError `bad-bundle` */
export function parseFusionBundle(content: string): FusionBundle {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    throw new StudyError(
      "bad-bundle",
      "model.json: not readable JSON. Train the model again, or copy the whole folder.",
    );
  }
  const parsed = fusionFile.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    throw new StudyError("bad-bundle", `model.json: ${issue.path.join(".") || "the file"}: ${issue.message}.`);
  }
  const { rule, parts } = parsed.data;
  if (rule.by === "shares" && rule.shares.length !== parts.length) {
    throw new StudyError("bad-bundle", `model.json: rule: ${rule.shares.length} shares for ${parts.length} parts.`);
  }
  return parsed.data;
}

/**
 * The predictions of a fusion from those of its parts, as `hilum predict --cases` writes them; a case that one part could not
 * predict is left out.
 */
export function fusedPredictions({ rule, threshold }: FusionBundle, parts: readonly string[]): string {
  const tables = parts.map((csv, i) => parseCsvTable(csv, `part ${i + 1}`));
  const risks = tables.map((table) => {
    const [id, risk] = [columnIndex(table, "case"), columnIndex(table, "risk")];
    return new Map(table.rows.map(({ cells }) => [cells[id]!, cellNumber(cells[risk]!, false)]));
  });
  const [first] = tables;
  const label = first!.columns.indexOf("label");
  const id = columnIndex(first!, "case");
  const rows = first!.rows.flatMap(({ cells }) => {
    const own = risks.flatMap((of) => of.get(cells[id]!) ?? []);
    if (own.length < risks.length) return [];
    const risk = fusedRisk(rule, own);
    return [[cells[id]!, risk, risk >= threshold ? 1 : 0, ...(label >= 0 ? [cells[label]!] : [])]];
  });
  return formatCsv(["case", "risk", "decision", ...(label >= 0 ? ["label"] : [])], rows);
}
