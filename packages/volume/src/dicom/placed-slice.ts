import type { Vec3 } from "../volume.ts";
import { DicomError } from "./dataset.ts";
import { quoted } from "./quoted.ts";
import type { SliceHeader } from "./slice-header.ts";

/** A slice whose place in the patient is known. */
export interface PlacedSlice {
  readonly header: SliceHeader;
  readonly position: Vec3;
  /** Unit vectors along a row and along a column. */
  readonly orientation: readonly [number, number, number, number, number, number];
  readonly normal: Vec3;
  /** Place along the normal, mm. */
  readonly along: number;
  readonly spacing: readonly [row: number, column: number];
}

/** Direction cosines and pixel spacings of one series may differ by this. */
const TOLERANCE = 1e-4;
/** Direction cosines are rounded when they are written; beyond this they are no unit vectors at right angles. */
const RIGHT_ANGLE_TOLERANCE = 1e-3;

/**
 * The slices with their places, after a check that all have one orientation, size, pixel spacing and frame of reference.
 *
 * @throws DicomError `no-geometry`, `mixed-slices`.
 */
export function placedSlices(headers: readonly SliceHeader[]): readonly PlacedSlice[] {
  const unplaced = headers.filter((header) => !(header.position && header.orientation && header.spacing));
  if (unplaced.length > 0)
    throw new DicomError(
      "no-geometry",
      `${unplaced.length} of ${headers.length} images do not say where they lie (position, orientation or pixel spacing is ` +
        `missing): ${sliceNames(unplaced)}. Leave them out; screenshots and reports often stand in one folder with a series.`,
    );
  checkEqual(
    headers,
    "orientation",
    ({ orientation }) => orientation ?? [],
    TOLERANCE,
    " They are perhaps localisers.",
  );
  checkEqual(headers, "size (rows, columns)", ({ rows, columns }) => [rows, columns], 0);
  checkEqual(headers, "pixel spacing", ({ spacing }) => spacing ?? [], TOLERANCE);
  const frames = new Set(headers.map(({ frameOfReferenceUid }) => frameOfReferenceUid));
  if (frames.size > 1)
    throw new DicomError(
      "mixed-slices",
      `The images refer to ${frames.size} frames of reference (${[...frames].map((uid) => (uid === undefined ? "none" : quoted(uid))).join(", ")}), so that ` +
        `their places cannot be compared. Leave out slices of another scan.`,
    );
  const [row, column, normal] = axes(headers[0]);
  return headers.map((header) => {
    const { position = [0, 0, 0], spacing = [1, 1] } = header;
    return { header, position, orientation: [...row, ...column], normal, along: dot(normal, position), spacing };
  });
}

/** An image as people find it: by its instance number, and the file's name if that is known. */
export function sliceName({ name, instanceNumber, frame, frameCount, sopInstanceUid }: SliceHeader): string {
  const image = instanceNumber === undefined ? `image ${sopInstanceUid}` : `image ${instanceNumber}`;
  const whole = name === undefined ? image : `${image} (${name})`;
  return frameCount > 1 ? `frame ${frame + 1} of ${whole}` : whole;
}

/** Up to five images by name. */
export function sliceNames(headers: readonly SliceHeader[]): string {
  const MOST = 5;
  const names = headers.slice(0, MOST).map(sliceName).join(", ");
  return headers.length > MOST ? `${names} and ${headers.length - MOST} more` : names;
}

/** Names the minority if some numbers differ between the images. */
function checkEqual(
  headers: readonly SliceHeader[],
  what: string,
  of: (header: SliceHeader) => readonly number[],
  tolerance: number,
  hint = "",
): void {
  const isLike = (a: SliceHeader, b: SliceHeader): boolean => {
    const other = of(b);
    return of(a).every((x, n) => Math.abs(x - other[n]) <= tolerance);
  };
  if (headers.every((header) => isLike(header, headers[0]))) return;
  const kinds: SliceHeader[][] = [];
  for (const header of headers) {
    const kind = kinds.find(([first]) => isLike(header, first));
    if (kind === undefined) kinds.push([header]);
    else kind.push(header);
  }
  const [most, ...others] = kinds.sort((a, b) => b.length - a.length);
  throw new DicomError(
    "mixed-slices",
    `The series mixes images of different ${what}: ${most.length} have ${of(most[0]).join(", ")}, others ` +
      `${of(others[0][0]).join(", ")} (${sliceNames(others.flat())}).${hint} Leave the others out.`,
  );
}

function axes(header: SliceHeader): readonly [row: Vec3, column: Vec3, normal: Vec3] {
  const [rx, ry, rz, cx, cy, cz] = header.orientation ?? [0, 0, 0, 0, 0, 0];
  const lengths = [Math.hypot(rx, ry, rz), Math.hypot(cx, cy, cz)];
  const isRight =
    lengths.every((length) => Math.abs(length - 1) <= RIGHT_ANGLE_TOLERANCE) &&
    Math.abs(rx * cx + ry * cy + rz * cz) <= RIGHT_ANGLE_TOLERANCE;
  if (!isRight || !header.spacing?.every((mm) => mm > 0) || !header.position?.every(Number.isFinite))
    throw new DicomError(
      "no-geometry",
      `${sliceName(header)} has orientation ${header.orientation?.join(", ")}, pixel spacing ${header.spacing?.join(", ")} and ` +
        `position ${header.position?.join(", ")}; unit vectors at right angles and lengths above 0 are needed.`,
    );
  const row: Vec3 = [rx / lengths[0], ry / lengths[0], rz / lengths[0]];
  const column: Vec3 = [cx / lengths[1], cy / lengths[1], cz / lengths[1]];
  const normal = cross(row, column);
  const length = Math.hypot(...normal);
  return [row, column, [normal[0] / length, normal[1] / length, normal[2] / length]];
}

function cross(a: Vec3, b: Vec3): Vec3 {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

function dot(a: Vec3, b: Vec3): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}
