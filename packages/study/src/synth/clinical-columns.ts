/** Clinical columns of a synthetic cohort, in the order of cases.csv. */
export const clinicalColumns = [
  "age",
  "sex",
  "smoking",
  "diameter_mm",
  "solid_diameter_mm",
  "ctr",
  "density",
  "location",
  "slice_thickness_mm",
  "kernel",
] as const;

export type ClinicalValues = Readonly<Record<(typeof clinicalColumns)[number], number | string>>;
