/** Words of which names of regions of interest are made, here and in radiotherapy (AAPM TG-263); two letters and numbers pass. */
const words = new Set(
  (
    "gtv gtvp gtvn gtvt igtv ctv itv ptv roi tumor tumour tumeur mass nodule nodules nodulo lesion lesions primary node nodes lymph " +
    "lung lungs lul lll rul rml rll left right upper lower middle lobe heart cord spinal spine esophagus oesophagus trachea carina body " +
    "external skin liver spleen kidney kidneys aorta bronchus bronchial rib ribs chest wall thorax bone bones mediastinum ggo ground " +
    "glass solid part core peritumoral peritumoural ring margin boost total all segment seg segmentation mask label region contour " +
    "reader observer manual auto automatic edited final copy inhale exhale phase ave mip avg and of the mm cm"
  ).split(" "),
);

/** Begins with a letter or number, so that no table takes it for a formula, and goes on without control characters. */
const plain = /^[\p{L}\d][\p{L}\d _.,:;+()#&/-]*$/u;

/**
 * The name of a region of interest if it is made of words that every department uses ("GTV-1", "Tumour left lung"), otherwise a neutral
 * one: people write names of patients and readers there.
 */
export function regionName(name: string, number: number | undefined): string {
  const parts = name.toLowerCase().match(/[a-z\u0080-\uffff]+|\d+/g) ?? [];
  const known =
    parts.length > 0 &&
    plain.test(name.trim()) &&
    // Three numbers may be a date of birth.
    parts.filter((part) => /^\d/.test(part)).length <= 2 &&
    parts.every((part) => (/^\d/.test(part) ? part.length <= 2 : part.length <= 1 || words.has(part)));
  return known ? name.trim() : `ROI ${number ?? 1}`;
}
