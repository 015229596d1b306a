import { unsupported } from "./nrrd-error.ts";

/** Which of a file's axes are i, j and k. */
export type SpatialAxes = readonly [number, number, number];

/** Kinds of axes (teem's nrrdKind) along which the patient extends; "???" and "none" say nothing. */
const spatialKinds = new Set(["domain", "space", "???", "none", "unknown"]);

/**
 * Finds the three axes in space: those with a direction, or, in a header without directions, the first three that are no
 * colours, vectors or times.
 *
 * @throws VolumeError `nrrd-unsupported` if there are fewer, or another axis has more than one sample.
 */
export function spatialAxes(sizes: readonly number[], fields: ReadonlyMap<string, string>): SpatialAxes {
  const directions = fields.get("spacedirections");
  const vectors = directionWords(directions ?? "");
  const kinds = fields.get("kinds")?.split(/\s+/) ?? [];
  const spatial = sizes
    .map((_, axis) => axis)
    .filter((axis) =>
      directions === undefined
        ? spatialKinds.has((kinds[axis] ?? "domain").toLowerCase())
        : (vectors[axis] ?? "").startsWith("("),
    );
  if (spatial.length < 3)
    throw unsupported(
      `Only ${spatial.length} of the image's ${sizes.length} axes (${sizes.join("×")}) lie in space; a volume needs 3. Save the slices as one ` +
        "3-D image first.",
    );
  const [i, j, k] = spatial;
  const others = sizes.map((_, axis) => axis).filter((axis) => axis !== i && axis !== j && axis !== k);
  const several = others.find((axis) => sizes[axis] !== 1);
  if (several !== undefined)
    throw unsupported(
      `The image has ${sizes.length} axes (${sizes.join("×")}); axis ${several + 1} (${kinds[several]?.slice(0, 80) ?? "of no known kind"}) has ` +
        `${sizes[several]} samples for each place in space, and one is needed. Extract one time point, channel or component first.`,
    );
  return [i, j, k];
}

/** The vectors (as written, with their brackets) and other words of `space directions`, one for each axis of the file. */
export function directionWords(written: string): readonly string[] {
  return written.match(/\([^()]*\)|[^\s()]+/g) ?? [];
}
