import type { DicomAttributes } from "../dicom-elements.ts";
import { codeItem, derivationCodes } from "./segment-codes.ts";
import type { FrameToWrite } from "./segmentation-frames.ts";
import type { SourceSlice } from "./source-slices.ts";

/** Distances between slices may differ by this share for one to be stated. */
const EVEN = 0.01;

/** The two dimensions that frames are ordered by: segment, then place (PS3.3, C.7.6.17). */
export function dimensions(organisationUid: string): DicomAttributes {
  return {
    DimensionOrganizationSequence: [{ DimensionOrganizationUID: organisationUid }],
    DimensionIndexSequence: [
      {
        DimensionOrganizationUID: organisationUid,
        DimensionIndexPointer: "ReferencedSegmentNumber",
        FunctionalGroupPointer: "SegmentIdentificationSequence",
        DimensionDescriptionLabel: "Segment",
      },
      {
        DimensionOrganizationUID: organisationUid,
        DimensionIndexPointer: "ImagePositionPatient",
        FunctionalGroupPointer: "PlanePositionSequence",
        DimensionDescriptionLabel: "Position",
      },
    ],
  };
}

/** What all frames share: axes, pixel spacing, thickness and distance of the slices (PS3.3, C.7.6.16.2). */
export function sharedGroups(slices: readonly SourceSlice[]): DicomAttributes {
  const [{ header, spacing: pixelSpacing }] = slices;
  const spacing = sliceSpacing(slices);
  return {
    PlaneOrientationSequence: [{ ImageOrientationPatient: header.orientation }],
    PixelMeasuresSequence: [
      { PixelSpacing: pixelSpacing, SliceThickness: header.sliceThickness ?? spacing, SpacingBetweenSlices: spacing },
    ],
  };
}

/** What each frame has of its own: its segment, its place, and the image that it was made from. */
export function perFrameGroups(frames: readonly FrameToWrite[], slices: readonly SourceSlice[]): DicomAttributes[] {
  const used = new Set(frames.map(({ slice }) => slice));
  const places = new Map(slices.filter((slice) => used.has(slice)).map((slice, n) => [slice, n + 1]));
  return frames.map(({ segment, slice }) => ({
    FrameContentSequence: [{ DimensionIndexValues: [segment + 1, places.get(slice) ?? 0] }],
    PlanePositionSequence: [{ ImagePositionPatient: slice.position }],
    SegmentIdentificationSequence: [{ ReferencedSegmentNumber: segment + 1 }],
    DerivationImageSequence: [
      {
        DerivationCodeSequence: [codeItem(derivationCodes.segmentation)],
        SourceImageSequence: [
          { ...reference(slice), PurposeOfReferenceCodeSequence: [codeItem(derivationCodes.sourceImage)] },
        ],
      },
    ],
  }));
}

/** The images that a segmentation's frames lie on, each once, with their series (PS3.3, C.12.2). */
export function referencedSeries(frames: readonly FrameToWrite[], seriesUid: string): DicomAttributes {
  const instances = new Map(frames.map(({ slice: { header } }) => [header.sopInstanceUid, header.sopClassUid]));
  return {
    SeriesInstanceUID: seriesUid,
    ReferencedInstanceSequence: [...instances].map(([instance, sopClass]) => ({
      ReferencedSOPClassUID: sopClass,
      ReferencedSOPInstanceUID: instance,
    })),
  };
}

function reference({ header }: SourceSlice): DicomAttributes {
  return {
    ReferencedSOPClassUID: header.sopClassUid,
    ReferencedSOPInstanceUID: header.sopInstanceUid,
    ReferencedFrameNumber: header.frameCount > 1 ? header.frame + 1 : undefined,
  };
}

/** The distance between neighbouring slices in mm; undefined for one slice, or where distances differ. */
function sliceSpacing(slices: readonly SourceSlice[]): number | undefined {
  const gaps = slices.slice(1).map(({ along }, n) => along - slices[n].along);
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  return gaps.length > 0 && gaps.every((gap) => Math.abs(gap - mean) <= EVEN * mean)
    ? Number(mean.toPrecision(8))
    : undefined;
}
