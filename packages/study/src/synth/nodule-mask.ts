import type { Scene } from "./scene.ts";

/**
 * The mask on the scan's grid: a voxel belongs to the nodule if at least half of its samples do; only what hangs
 * together with the nodule's middle (through faces of voxels) stays.
 *
 * @param tissues - of the scene's samples; 0 = not the nodule.
 * @param samples - samples of the scene in one slice.
 */
export function noduleMask(scene: Scene, tissues: Uint8Array, samples: number): Uint8Array {
  const [ni, nj, samplesAlongZ] = scene.size;
  const slice = ni * nj;
  const candidates = new Uint8Array((samplesAlongZ / samples) * slice);
  for (let first = 0; first < candidates.length; first += slice) {
    for (let n = 0; n < slice; n++) {
      let filled = 0;
      for (let s = 0; s < samples; s++) if (tissues[first * samples + s * slice + n]! > 0) filled++;
      if (2 * filled >= samples) candidates[first + n] = 1;
    }
  }
  const at = (axis: 0 | 1 | 2, per: number): number =>
    Math.floor(Math.round(-scene.start[axis] / scene.step[axis]) / per);
  return connectedTo(candidates, ni, nj, at(0, 1) + ni * (at(1, 1) + nj * at(2, samples)));
}

function connectedTo(candidates: Uint8Array, ni: number, nj: number, seed: number): Uint8Array {
  const mask = new Uint8Array(candidates.length);
  const open = candidates[seed] === 1 ? [seed] : [];
  mask[seed] = candidates[seed] === 1 ? 1 : 0;
  for (let voxel = open.pop(); voxel !== undefined; voxel = open.pop()) {
    // A nodule never reaches the border of the field, so its neighbours exist and no row wraps round.
    for (const step of [-1, 1, -ni, ni, -ni * nj, ni * nj]) {
      const next = voxel + step;
      if (candidates[next] === 1 && mask[next] === 0) {
        mask[next] = 1;
        open.push(next);
      }
    }
  }
  return mask;
}
