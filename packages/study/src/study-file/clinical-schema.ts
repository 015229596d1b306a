import { z } from "zod";

const word = z.union([z.string(), z.number()]).transform(String);

/** One clinical variable: a column of the table of cases, and how it is read. */
const clinicalColumn = z.union([
  z
    .string()
    .min(1)
    .transform((column) => ({ column })),
  z.strictObject({
    column: z.string().min(1),
    /** Its words from low to high: they become 0, 1, 2 ... */
    order: z.array(word).min(2).max(50).optional(),
    /** Default: numbers if every cell of the developing cases is one, else categories. */
    type: z.enum(["number", "category"]).optional(),
  }),
]);

/** The clinical variables of a study. */
export const clinicalColumns = z.array(clinicalColumn).min(1).max(200);

/** Those of a model; "none" where the study names some and this model has none. */
export const ownClinical = z.union([z.literal("none"), clinicalColumns]).optional();

export interface ClinicalColumn {
  readonly column: string;
  readonly order?: readonly string[] | undefined;
  readonly type?: "number" | "category" | undefined;
}
