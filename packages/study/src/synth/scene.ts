import type { Vec3 } from "@hilum/volume";

/** HU of the lung that everything else is painted into. */
export const lungHu = -860;

/** The noise-free anatomy on a grid finer than the scan; millimetres are counted from the middle of the nodule. */
export interface Scene {
  readonly size: Vec3;
  /** Distance between samples, mm. */
  readonly step: Vec3;
  /** The first sample. */
  readonly start: Vec3;
  readonly hu: Float32Array;
}

/** A box of samples of a scene. */
export interface Region {
  readonly from: Vec3;
  readonly size: Vec3;
}

/** A scene of plain lung. */
export function emptyScene(size: Vec3, step: Vec3, start: Vec3): Scene {
  return { size, step, start, hu: new Float32Array(size[0] * size[1] * size[2]).fill(lungHu) };
}

/** The whole scene as a region. */
export function wholeRegion(scene: Scene): Region {
  return { from: [0, 0, 0], size: scene.size };
}

/** The samples within the box between two corners in mm; the size is zero along an axis if there are none. */
export function regionBetween(scene: Scene, low: Vec3, high: Vec3): Region {
  const range = (axis: 0 | 1 | 2): [number, number] => {
    const first = Math.max(0, Math.ceil((low[axis] - scene.start[axis]) / scene.step[axis]));
    const last = Math.min(scene.size[axis] - 1, Math.floor((high[axis] - scene.start[axis]) / scene.step[axis]));
    return [first, Math.max(0, last - first + 1)];
  };
  const [i, ni] = range(0);
  const [j, nj] = range(1);
  const [k, nk] = range(2);
  return { from: [i, j, k], size: [ni, nj, nk] };
}

/**
 * Calls `visit` for every sample of a region, x fastest.
 *
 * @param visit - `index` into the scene, the point in mm, and `local`, the running number within the region.
 */
export function eachSample(
  scene: Scene,
  region: Region,
  visit: (index: number, x: number, y: number, z: number, local: number) => void,
): void {
  const [ni, nj] = scene.size;
  let local = 0;
  for (let k = region.from[2]; k < region.from[2] + region.size[2]; k++) {
    const z = scene.start[2] + k * scene.step[2];
    for (let j = region.from[1]; j < region.from[1] + region.size[1]; j++) {
      const y = scene.start[1] + j * scene.step[1];
      const row = ni * (j + nj * k);
      for (let i = region.from[0]; i < region.from[0] + region.size[0]; i++) {
        visit(row + i, scene.start[0] + i * scene.step[0], y, z, local++);
      }
    }
  }
}

/** Paints `hu` over a sample where it is denser than what stands there; `share` is the part of the sample it fills. */
export function paintDenser(scene: Scene, index: number, hu: number, share: number): void {
  const painted = lungHu + (hu - lungHu) * share;
  if (painted > scene.hu[index]!) scene.hu[index] = painted;
}

/** Replaces `share` of a sample by `hu`. */
export function paintOver(scene: Scene, index: number, hu: number, share: number): void {
  const before = scene.hu[index]!;
  scene.hu[index] = before + (hu - before) * share;
}

/** 0 below -width/2, 1 above width/2, smooth between: how much of a sample lies inside a surface at `depth` mm. */
export function edgeShare(depth: number, width: number): number {
  const t = Math.min(1, Math.max(0, depth / width + 0.5));
  return t * t * (3 - 2 * t);
}
