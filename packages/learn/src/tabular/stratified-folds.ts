import type { RandomStream } from "@hilum/numeric";
import { LearnError } from "../learn-error.ts";

/**
 * The fold (0 ... count - 1) of every row: rows of one group (patient) share a fold, and every fold gets about the
 * same part of each class.
 *
 * Greedy: groups in order of weight, heaviest first, equal ones shuffled; each goes to the fold that so far holds
 * least of the group's classes, and of equal folds to the smallest. The weight of a row is 1 / (rows of its class), so
 * that the rarer class is spread first. No fold stays empty; a class with fewer groups than folds is absent from some.
 *
 * @param labels - class of each row.
 * @param groups - patient of each row; `undefined`: every row is its own.
 * @throws LearnError `too-few-groups` if there are fewer groups than folds.
 */
export function stratifiedFolds(
  labels: readonly number[],
  groups: readonly (string | number)[] | undefined,
  count: number,
  random: RandomStream,
): number[] {
  const classes = [...new Set(labels)].sort((a, b) => a - b);
  const classOf = labels.map((label) => classes.indexOf(label));
  const classSize = classes.map((_, c) => classOf.filter((other) => other === c).length);

  const members = new Map<string | number, number[]>();
  for (const row of labels.keys()) {
    const group = groups ? groups[row] : row;
    const rows = members.get(group);
    if (rows) rows.push(row);
    else members.set(group, [row]);
  }
  if (!Number.isInteger(count) || count < 2 || members.size < count) {
    throw new LearnError(
      "too-few-groups",
      `${count} folds were asked for and there are ${members.size} groups in ${labels.length} rows. ` +
        "Ask for at least 2 folds and at most one for each group.",
    );
  }

  const weight = (rows: readonly number[]) => rows.reduce((sum, row) => sum + 1 / classSize[classOf[row]], 0);
  const heaviestFirst = random
    .shuffled([...members.values()])
    .map((rows) => ({ rows, weight: weight(rows) }))
    .sort((a, b) => b.weight - a.weight);

  const folds = Array.from({ length: count }, () => ({ rows: 0, ofClass: classes.map(() => 0) }));
  const foldOf = labels.map(() => 0);
  for (const { rows } of heaviestFirst) {
    let best = 0;
    let least = Infinity;
    for (const [f, fold] of folds.entries()) {
      const crowd = rows.reduce((sum, row) => sum + fold.ofClass[classOf[row]] / classSize[classOf[row]] ** 2, 0);
      if (crowd < least || (crowd === least && fold.rows < folds[best].rows)) {
        least = crowd;
        best = f;
      }
    }
    for (const row of rows) {
      foldOf[row] = best;
      folds[best].rows++;
      folds[best].ofClass[classOf[row]]++;
    }
  }
  return foldOf;
}
