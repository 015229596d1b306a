import type { Latents } from "./latents.ts";

/** What the latents become in the picture: lengths in mm, densities in HU. Every entry is monotone in its latent. */
export interface Anatomy {
  /** Longest diameter of the body, without spicules. */
  readonly diameterMm: number;
  /** Mean length of the spicules. */
  readonly spiculeMm: number;
  /** Diameter of the solid part over the diameter of the body; 1 = solid. */
  readonly ctr: number;
  /** Density of the solid part. */
  readonly solidHu: number;
  /** Standard deviation of the inner texture. */
  readonly textureHu: number;
  /** Density that the halo adds to the lung at the nodule's surface. */
  readonly haloHu: number;
  /** Number of vessels that run into the nodule; a fraction is one thinner vessel. */
  readonly vessels: number;
  /** Number of strands that leave the nodule; a fraction is one thinner strand. */
  readonly strands: number;
  /** From the body's circumscribed sphere to the pleura; below 0 the wall flattens the nodule. */
  readonly pleuraMm: number;
}

/** The one place where latents turn into lengths and densities. */
export function anatomyOf(latents: Latents): Anatomy {
  const diameterMm = Math.min(30, Math.max(6, 13.5 * Math.exp(0.38 * latents.size)));
  return {
    diameterMm,
    spiculeMm: normalShare(latents.spiculation) * (1.2 + 0.17 * diameterMm),
    ctr: Math.min(1, Math.max(0.25, 1 + 0.35 * latents.attenuation)),
    solidHu: 20 + 35 * Math.max(0, latents.attenuation),
    textureHu: 8 + 140 * normalShare(latents.heterogeneity),
    haloHu: 270 * normalShare(latents.halo),
    vessels: 10 * normalShare(latents.convergence),
    strands: 34 * normalShare(latents.strands),
    pleuraMm: -1.5 + 25 * normalShare(-latents.pleura),
  };
}

/** Share of a standard normal distribution below z (Zelen & Severo, error below 1e-4: enough to draw with). */
function normalShare(z: number): number {
  const t = 1 / (1 + 0.33267 * Math.abs(z));
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  const above = density * t * (0.4361836 + t * (-0.1201676 + t * 0.937298));
  return z > 0 ? 1 - above : above;
}
