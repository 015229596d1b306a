import type { RandomStream } from "@hilum/numeric";

/**
 * Which cases go into the smaller part of a class-wise split: of each class `1 - ratio` of its cases, rounded, or as many as
 * whole patients allow.
 *
 * All cases of a patient go together. Patients come in random order, those with more cases first, and join the smaller part
 * while none of its classes would grow above its share.
 *
 * @param ratio - share of the larger part.
 */
export function smallerPart(
  cases: readonly { readonly patient: string; readonly label: 0 | 1 }[],
  ratio: number,
  random: RandomStream,
): boolean[] {
  const members = new Map<string, number[]>();
  for (const [i, { patient }] of cases.entries()) members.set(patient, [...(members.get(patient) ?? []), i]);
  const count = (rows: readonly number[], label: 0 | 1) => rows.filter((i) => cases[i]!.label === label).length;
  const all = [...cases.keys()];
  const room = { 0: Math.round((1 - ratio) * count(all, 0)), 1: Math.round((1 - ratio) * count(all, 1)) };
  const chosen = cases.map(() => false);
  const largestFirst = random.shuffled([...members.values()]).sort((a, b) => b.length - a.length);
  for (const rows of largestFirst) {
    const [negatives, positives] = [count(rows, 0), count(rows, 1)];
    if (negatives > room[0] || positives > room[1]) continue;
    room[0] -= negatives;
    room[1] -= positives;
    for (const i of rows) chosen[i] = true;
  }
  return chosen;
}
