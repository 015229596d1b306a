import type { RandomStream } from "@hilum/numeric";
import type { Vec3 } from "@hilum/volume";
import type { Anatomy } from "./anatomy.ts";
import { between } from "./direction.ts";
import { fractalNoise } from "./fractal-noise.ts";
import { noduleShape } from "./nodule-shape.ts";
import type { NoduleShape } from "./nodule-shape.ts";
import { eachSample, edgeShare, paintOver, regionBetween } from "./scene.ts";
import type { Scene } from "./scene.ts";

/** What a sample of the scene is made of. */
export const tissue = { other: 0, spicule: 1, groundGlass: 2, solid: 3 } as const;

const groundGlassHu = -450;
const edgeMm = 0.6;

/** Paints the nodule into the scene and hands back the tissue of every sample (`tissue`), shape as the scene. */
export function paintNodule(scene: Scene, random: RandomStream, anatomy: Anatomy, shape: NoduleShape): Uint8Array {
  const reach = shape.reachMm + edgeMm;
  const region = regionBetween(scene, [-reach, -reach, -reach], [reach, reach, reach]);
  const texture = noduleTexture(random, scene, region.size, anatomy.diameterMm);
  const rimHu = groundGlassHu + between(random, -40, 40);
  const spiculeHu = anatomy.ctr < 1 ? -300 : anatomy.solidHu;
  const core = coreRadius(random, anatomy);
  const tissues = new Uint8Array(scene.hu.length);

  const solidShares = new Float32Array(texture.length);
  const shares = new Float32Array(texture.length);
  eachSample(scene, region, (index, x, y, z, local) => {
    const r = Math.sqrt(x * x + y * y + z * z);
    if (r > reach) return;
    const direction: Vec3 = r > 0 ? [x / r, y / r, z / r] : [0, 0, 1];
    const body = shape.bodyRadius(direction);
    const solidDepth = core(direction, body) - r;
    solidShares[local] = edgeShare(solidDepth, 2 * edgeMm);
    // Deep inside nobody sees the spicules, so their length need not be known.
    const depth = r < body - edgeMm ? edgeMm : body + shape.spiculeLength(direction) - r;
    shares[local] = edgeShare(depth, edgeMm);
    if (depth < 0) return;
    tissues[index] = r > body ? tissue.spicule : solidDepth > 0 ? tissue.solid : tissue.groundGlass;
  });

  // The texture must not move the mean density, which is another latent.
  centre(texture, shares);
  eachSample(scene, region, (index, _x, _y, _z, local) => {
    const share = shares[local]!;
    if (share === 0) return;
    const plainHu =
      tissues[index] === tissue.spicule ? spiculeHu : rimHu + (anatomy.solidHu - rimHu) * solidShares[local]!;
    paintOver(scene, index, plainHu + anatomy.textureHu * texture[local]!, share);
  });
  return tissues;
}

/** The solid part: the body's own surface if all is solid, else a smaller surface with lobes of its own. */
function coreRadius(random: RandomStream, anatomy: Anatomy): (direction: Vec3, body: number) => number {
  const own = noduleShape(random, { diameterMm: anatomy.ctr * anatomy.diameterMm, spiculeMm: 0 });
  return anatomy.ctr < 1 ? (direction, body) => Math.min(own.bodyRadius(direction), body) : (_, body) => body + edgeMm;
}

function noduleTexture(random: RandomStream, scene: Scene, size: Vec3, diameterMm: number): Float32Array {
  const finestMm = Math.min(3, Math.max(1.5, diameterMm / 7));
  return fractalNoise(random, size, scene.step, { coarsestMm: 3 * finestMm, finestMm }, 0.5);
}

/** In place: weighted mean 0, weighted standard deviation 1. */
function centre(values: Float32Array, weights: Float32Array): void {
  let total = 0;
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    total += weights[i]!;
    sum += weights[i]! * values[i]!;
    squares += weights[i]! * values[i]! ** 2;
  }
  const mean = sum / total;
  const spread = Math.sqrt(squares / total - mean ** 2);
  for (let i = 0; i < values.length; i++) values[i] = (values[i]! - mean) / spread;
}
