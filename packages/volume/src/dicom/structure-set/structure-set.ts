/** A closed curve, or something else that somebody drew on an image (PS3.3, C.8.8.6). */
export interface Contour {
  /** CLOSED_PLANAR, POINT, OPEN_PLANAR …, as stored. */
  readonly type: string;
  /** The points one after the other: x, y, z in LPS mm. */
  readonly points: Float64Array;
  /** The image that it was drawn on. */
  readonly referencedSopInstanceUid?: string;
  /** What is wrong with the stored points, in words; a mask of this contour is refused. */
  readonly damage?: string;
}

/** A region of interest of a structure set: its name and its contours. */
export interface Roi {
  readonly number: number;
  readonly name: string;
  readonly frameOfReferenceUid?: string;
  readonly contours: readonly Contour[];
}

/** What an RTSTRUCT file holds. */
export interface StructureSet {
  readonly label: string;
  readonly rois: readonly Roi[];
  readonly frameOfReferenceUid?: string;
  /** The image series it was drawn on, for the link to the images. */
  readonly seriesUids: readonly string[];
}
