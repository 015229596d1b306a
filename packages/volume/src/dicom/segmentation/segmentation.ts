import type { SliceMeasures } from "./frames-grid.ts";
import type { Plane } from "./plane.ts";

/** One of the structures that a DICOM segmentation marks. */
export interface Segment {
  readonly number: number;
  readonly label: string;
  /** AUTOMATIC, SEMIAUTOMATIC or MANUAL. */
  readonly algorithmType?: string;
  /** What kind of thing it is, in the words of its codes, such as "Morphologically Abnormal Structure". */
  readonly category?: string;
  /** What it is, in the words of its codes, such as "Nodule". */
  readonly type?: string;
}

/** One frame of a DICOM segmentation: whose it is, and where. */
export interface SegmentationFrame {
  /** The segment it belongs to; undefined in a label map, whose values are segment numbers. */
  readonly segment: number | undefined;
  readonly plane: Plane;
}

/** What a DICOM SEG file holds (PS3.3, A.51 and C.8.20). */
export interface Segmentation {
  readonly type: "BINARY" | "FRACTIONAL" | "LABELMAP";
  readonly label: string;
  readonly segments: readonly Segment[];
  readonly frames: readonly SegmentationFrame[];
  /** The image series it was made on, for the link to the images. */
  readonly seriesUids: readonly string[];
  readonly frameOfReferenceUid?: string;
  /** The value of a fractional segmentation that means "wholly inside". */
  readonly maximumFractionalValue: number;
  readonly slices: SliceMeasures;
  /** The pixel values of a frame, row by row: 0 and 1, a fraction, or segment numbers. */
  readonly pixels: (frame: number) => Uint8Array | Uint16Array;
}
