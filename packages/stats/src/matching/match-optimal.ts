import { assign } from "./assign.ts";
import type { MatchingInput, Pair } from "./match-nearest.ts";

/**
 * 1:1 matching without replacement with as many pairs as there can be and, of these, the smallest sum of differences.
 *
 * @returns pairs by position of the member of group 1; who finds nobody is in none.
 * @see Hansen & Klopfer, Journal of Computational and Graphical Statistics 15 (2006) 609-627.
 */
export function matchOptimal({ group, distance, exact, caliper = Infinity }: MatchingInput): Pair[] {
  const seekers = [...group.keys()].filter((i) => group[i] === 1);
  const others = [...group.keys()].filter((i) => group[i] === 0);
  const gap = (one: number, other: number): number => {
    const difference = Math.abs(distance[one] - distance[other]);
    return difference > caliper || (exact && exact[one] !== exact[other]) ? Infinity : difference;
  };
  const gaps = seekers.map((one) => others.map((other) => gap(one, other)));
  const largest = gaps.reduce((most, row) => row.reduce((m, g) => (g < Infinity ? Math.max(m, g) : m), most), 0);
  // Staying alone costs more than any number of pairs could save, so that no possible pair is given up.
  const alone = (largest + 1) * (seekers.length + 1);
  const cost = gaps.map((row) => [...row.map((g) => (g < Infinity ? g : 2 * alone)), ...seekers.map(() => alone)]);
  return assign(cost).flatMap((column, i): Pair[] =>
    column < others.length && gaps[i][column] < Infinity ? [[seekers[i], others[column]]] : [],
  );
}
