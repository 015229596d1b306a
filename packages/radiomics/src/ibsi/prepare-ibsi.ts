import {
  boundingBox,
  type Box,
  createVolume,
  crop,
  type Grid,
  ibsiGrid,
  indexToPoint,
  pointToIndex,
  requireSameGrid,
  resample,
  type Vec3,
  type Volume,
} from "@hilum/volume";
import { RadiomicsError } from "../radiomics-error.ts";
import type { IbsiFilterSettings } from "../ibsi2/filter-settings.ts";
import { filterReach, filterWithin } from "../ibsi2/ibsi-filter.ts";
import { cutVoi, type Voi } from "../voi.ts";
import { type IbsiLesion, ibsiLesion } from "./ibsi-lesion.ts";
import type { IbsiSettings } from "./ibsi-settings.ts";
import { ibsiStage, type IbsiStage } from "./ibsi-stages.ts";
import { peakRadius } from "./local-intensity.ts";
import { resegmentIbsi } from "./resegment-ibsi.ts";

/** Values this close are one, so that the rounding of coordinates does not decide what a tie becomes. */
const tie = 1e-9;

/**
 * Image and lesion after IBSI's image processing: interpolation, rounding, filter, re-segmentation (of the unfiltered intensities),
 * discretisation.
 *
 * @param options.extent - "lesion" processes the image around the lesion only, "image" all of it.
 * @throws VolumeError `grid-mismatch`, `label-not-found`; RadiomicsError `empty-voi` if a step leaves no voxel.
 * @see IBSI manual, section 2 (image processing).
 */
export function prepareIbsi(
  image: Volume,
  mask: Volume,
  settings: IbsiSettings,
  { label, extent }: { readonly label: number; readonly extent: "lesion" | "image" },
): { readonly lesion: IbsiLesion; readonly stages: readonly IbsiStage[] } {
  requireSameGrid(image, mask);
  const drawn = cutVoi(mask, label);
  const initial = ibsiStage("initial", image.grid.size, { image, outline: drawn, voi: drawn }, extent);
  const grid = settings.spacing ? ibsiGrid(image.grid, newSpacing(image.grid, settings.spacing)) : image.grid;
  const whole = { lower: zero, size: grid.size };
  const box = extent === "image" ? whole : boxAround(drawn.box, image.grid, grid);
  const filtered = settings.filter ? whatDecides(box, grid, settings.filter) : box;
  const input = settings.spacing ? interpolated(image, part(grid, filtered), settings) : crop(image, { box: filtered });
  const wanted = { lower: along((axis) => box.lower[axis] - filtered.lower[axis]), size: box.size };
  const processed = settings.filter ? crop(input, { box: wanted }) : input;
  const outline = settings.spacing
    ? interpolatedVoi(mask, label, processed.grid, settings)
    : cutVoi(crop(mask, { box }), label);
  const voi = resegmentIbsi(processed, outline, settings);
  return {
    lesion: settings.filter
      ? // The range of intensities says nothing about the responses, so that it starts no bins.
        ibsiLesion(filterWithin(input, settings.filter, wanted), outline, voi, {
          ...settings,
          range: null,
        })
      : ibsiLesion(processed, outline, voi, settings),
    stages: [
      initial,
      ibsiStage("interpolated", grid.size, { image: processed, outline, voi: outline }, extent),
      ibsiStage("resegmented", grid.size, { image: processed, outline, voi }, extent),
    ],
  };
}

const zero: Vec3 = [0, 0, 0];

function newSpacing({ spacing }: Grid, [x, y, z]: Vec3): Vec3 {
  return [x || spacing[0], y || spacing[1], z || spacing[2]];
}

/** The voxels of the new grid that the lesion may reach, and those around them that the intensity peaks look at. */
function boxAround({ lower, size }: Box, from: Grid, to: Grid): Box {
  const first = pointToIndex(to, indexToPoint(from, [lower[0] - 1, lower[1] - 1, lower[2] - 1]));
  const last = pointToIndex(to, indexToPoint(from, [lower[0] + size[0], lower[1] + size[1], lower[2] + size[2]]));
  const low = along((axis) => Math.max(0, Math.floor(first[axis]) - reach(to, axis)));
  const high = along((axis) => Math.min(to.size[axis], Math.ceil(last[axis]) + 1 + reach(to, axis)));
  return { lower: low, size: along((axis) => high[axis] - low[axis]) };
}

/** The voxels that decide the responses in a box. */
function whatDecides({ lower, size }: Box, grid: Grid, filter: IbsiFilterSettings): Box {
  const far = filterReach(filter, grid.spacing);
  if (far === "image") return { lower: zero, size: grid.size };
  const first = along((axis) => lower[axis] - far[axis]);
  const last = along((axis) => lower[axis] + size[axis] + far[axis]);
  const ends = ([0, 1, 2] as const).map((axis) => {
    const beyond = first[axis] < 0 || last[axis] > grid.size[axis];
    // An image that is repeated goes on with its other end.
    if (beyond && filter.boundary === "periodic") return [0, grid.size[axis]];
    return [Math.max(0, first[axis]), Math.min(grid.size[axis], last[axis])];
  });
  return { lower: along((axis) => ends[axis][0]), size: along((axis) => ends[axis][1] - ends[axis][0]) };
}

function reach({ spacing }: Grid, axis: number): number {
  return Math.ceil(peakRadius / spacing[axis]);
}

function along(value: (axis: number) => number): Vec3 {
  return [value(0), value(1), value(2)];
}

function part(grid: Grid, { lower, size }: Box): Grid {
  return { ...grid, size, origin: indexToPoint(grid, lower) };
}

function interpolated(image: Volume, grid: Grid, { interpolation, rounding }: IbsiSettings): Volume<Float64Array> {
  const result = resample(image, grid, { interpolation, outside: "edge" });
  if (rounding) for (let n = 0; n < result.data.length; n++) result.data[n] = Math.floor(result.data[n] + 0.5 + tie);
  return result;
}

/** Beyond one voxel around the lesion there is nothing to interpolate, except where the image ends and its edge is repeated. */
function interpolatedVoi(mask: Volume, label: number, grid: Grid, { maskThreshold, spacing }: IbsiSettings): Voi {
  const around = crop(mask, { box: boundingBox(mask, label), margin: 1 });
  const lesion = createVolume(around.grid, new Uint8Array(around.data.length));
  for (let n = 0; n < lesion.data.length; n++) lesion.data[n] = around.data[n] === label ? 1 : 0;
  const shares = resample(lesion, grid, { interpolation: "linear", outside: "edge" }).data;
  const inside = new Uint8Array(shares.length);
  for (let n = 0; n < inside.length; n++) inside[n] = shares[n] >= maskThreshold - tie ? 1 : 0;
  if (!inside.includes(1)) {
    throw new RadiomicsError(
      "empty-voi",
      `No voxel of the lesion is left at ${spacing?.join(" x ")} mm; its mask has ${mask.grid.spacing.join(" x ")} mm. ` +
        "Choose a finer spacing.",
    );
  }
  return cutVoi(createVolume(grid, inside), 1);
}
