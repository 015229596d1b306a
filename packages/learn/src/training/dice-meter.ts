import { compile, Graph, type OnnxRuntime, type Program, type Variables } from "@hilum/graph";
import { backboneOf, type CompleteNetworkSpec, Scope } from "@hilum/networks";
import { checkLabelledCrop, labelLogits, type LabelSet } from "./label-set.ts";

/** Measures how well label sets are segmented. */
export interface DiceMeter {
  /**
   * Dice of each label set with validation over all voxels of its crops, as `dice.NAME`: the mean over its classes but the background;
   * a class that is neither there nor found counts 1.
   */
  measure(variables: Variables): Promise<Record<string, number>>;
  release(): Promise<void>;
}

/** A meter whose programs are compiled when they are first needed, always with the same variables. */
export function diceMeter(
  runtime: OnnxRuntime,
  spec: CompleteNetworkSpec,
  labelSets: readonly LabelSet[],
  threads: number,
): DiceMeter {
  const programs = new Map<LabelSet, Program>();
  const programOf = async (set: LabelSet, variables: Variables): Promise<Program> => {
    const known = programs.get(set);
    if (known) return known;
    const { graph, logits } = evalGraph(spec, set);
    const program = await compile(graph, { runtime, variables, threads, outputs: { logits } });
    programs.set(set, program);
    return program;
  };
  const measureSet = async (set: LabelSet, variables: Variables): Promise<number> => {
    const program = await programOf(set, variables);
    const counts = Array.from({ length: set.classes }, () => ({ both: 0, found: 0, real: 0 }));
    for (let index = 0; index < (set.validation?.count ?? 0); index++) {
      const crop = await set.validation!.crop(index);
      checkLabelledCrop(crop, spec, set);
      const { logits } = await program.run({ image: crop.image });
      addCounts(counts, logits, crop.labels);
    }
    const scores = counts
      .slice(1)
      .map(({ both, found, real }) => (found + real === 0 ? 1 : (2 * both) / (found + real)));
    return scores.reduce((sum, score) => sum + score, 0) / scores.length;
  };
  return {
    measure: async (variables) => {
      const measures: Record<string, number> = {};
      for (const set of labelSets) if (set.validation) measures[`dice.${set.name}`] = await measureSet(set, variables);
      return measures;
    },
    release: async () => {
      for (const program of programs.values()) await program.release();
    },
  };
}

function evalGraph(spec: CompleteNetworkSpec, set: LabelSet) {
  const graph = new Graph();
  const scope = new Scope(graph, "eval");
  const { map } = backboneOf(spec).build(scope, graph.input("image", "float32", [1, spec.channels, ...spec.size]));
  return { graph, logits: labelLogits(scope, map, set, spec) };
}

/** Adds one crop to the voxels of each class that are found, real, and both. */
function addCounts(
  counts: { both: number; found: number; real: number }[],
  logits: ArrayLike<number | bigint>,
  labels: Uint8Array,
): void {
  for (let voxel = 0; voxel < labels.length; voxel++) {
    let best = 0;
    for (let label = 1; label < counts.length; label++)
      if (logits[label * labels.length + voxel] > logits[best * labels.length + voxel]) best = label;
    counts[best].found++;
    counts[labels[voxel]].real++;
    if (best === labels[voxel]) counts[best].both++;
  }
}
