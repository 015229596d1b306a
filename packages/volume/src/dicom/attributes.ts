/** How the value of an attribute is stored (PS3.5, 6.2). */
export type Vr =
  | "AE"
  | "AS"
  | "AT"
  | "CS"
  | "DA"
  | "DS"
  | "DT"
  | "FD"
  | "FL"
  | "IS"
  | "LO"
  | "LT"
  | "OB"
  | "OD"
  | "OF"
  | "OW"
  | "PN"
  | "SH"
  | "SL"
  | "SQ"
  | "SS"
  | "ST"
  | "TM"
  | "UI"
  | "UL"
  | "US"
  | "UT";

/**
 * The attributes that Hilum reads or writes: keyword, tag (group and element) and value representation (PS3.6, table 6-1). Files in implicit
 * VR, and those that call a standard attribute unknown (`UN`), are read by this table.
 */
export const attributes = {
  FileMetaInformationVersion: ["00020001", "OB"],
  MediaStorageSOPClassUID: ["00020002", "UI"],
  MediaStorageSOPInstanceUID: ["00020003", "UI"],
  TransferSyntaxUID: ["00020010", "UI"],
  ImplementationClassUID: ["00020012", "UI"],
  ImplementationVersionName: ["00020013", "SH"],
  SpecificCharacterSet: ["00080005", "CS"],
  ImageType: ["00080008", "CS"],
  InstanceCreationDate: ["00080012", "DA"],
  InstanceCreationTime: ["00080013", "TM"],
  SOPClassUID: ["00080016", "UI"],
  SOPInstanceUID: ["00080018", "UI"],
  StudyDate: ["00080020", "DA"],
  SeriesDate: ["00080021", "DA"],
  AcquisitionDate: ["00080022", "DA"],
  ContentDate: ["00080023", "DA"],
  StudyTime: ["00080030", "TM"],
  SeriesTime: ["00080031", "TM"],
  AcquisitionTime: ["00080032", "TM"],
  ContentTime: ["00080033", "TM"],
  AccessionNumber: ["00080050", "SH"],
  Modality: ["00080060", "CS"],
  Manufacturer: ["00080070", "LO"],
  InstitutionName: ["00080080", "LO"],
  ReferringPhysicianName: ["00080090", "PN"],
  CodeValue: ["00080100", "SH"],
  CodingSchemeDesignator: ["00080102", "SH"],
  CodeMeaning: ["00080104", "LO"],
  StudyDescription: ["00081030", "LO"],
  SeriesDescription: ["0008103E", "LO"],
  ManufacturerModelName: ["00081090", "LO"],
  ReferencedSeriesSequence: ["00081115", "SQ"],
  ReferencedImageSequence: ["00081140", "SQ"],
  ReferencedInstanceSequence: ["0008114A", "SQ"],
  ReferencedSOPClassUID: ["00081150", "UI"],
  ReferencedSOPInstanceUID: ["00081155", "UI"],
  ReferencedFrameNumber: ["00081160", "IS"],
  SourceImageSequence: ["00082112", "SQ"],
  AnatomicRegionSequence: ["00082218", "SQ"],
  FrameType: ["00089007", "CS"],
  DerivationImageSequence: ["00089124", "SQ"],
  DerivationCodeSequence: ["00089215", "SQ"],
  PatientName: ["00100010", "PN"],
  PatientID: ["00100020", "LO"],
  IssuerOfPatientID: ["00100021", "LO"],
  PatientBirthDate: ["00100030", "DA"],
  PatientSex: ["00100040", "CS"],
  PatientAge: ["00101010", "AS"],
  PatientIdentityRemoved: ["00120062", "CS"],
  DeidentificationMethod: ["00120063", "LO"],
  ContrastBolusAgent: ["00180010", "LO"],
  SliceThickness: ["00180050", "DS"],
  KVP: ["00180060", "DS"],
  SpacingBetweenSlices: ["00180088", "DS"],
  DeviceSerialNumber: ["00181000", "LO"],
  SoftwareVersions: ["00181020", "LO"],
  ContrastBolusRoute: ["00181040", "LO"],
  GantryDetectorTilt: ["00181120", "DS"],
  ExposureTime: ["00181150", "IS"],
  XRayTubeCurrent: ["00181151", "IS"],
  Exposure: ["00181152", "IS"],
  ExposureInuAs: ["00181153", "IS"],
  ConvolutionKernel: ["00181210", "SH"],
  PatientPosition: ["00185100", "CS"],
  CTImageFrameTypeSequence: ["00189329", "SQ"],
  StudyInstanceUID: ["0020000D", "UI"],
  SeriesInstanceUID: ["0020000E", "UI"],
  StudyID: ["00200010", "SH"],
  SeriesNumber: ["00200011", "IS"],
  InstanceNumber: ["00200013", "IS"],
  ImagePositionPatient: ["00200032", "DS"],
  ImageOrientationPatient: ["00200037", "DS"],
  FrameOfReferenceUID: ["00200052", "UI"],
  PositionReferenceIndicator: ["00201040", "LO"],
  FrameContentSequence: ["00209111", "SQ"],
  PlanePositionSequence: ["00209113", "SQ"],
  PlaneOrientationSequence: ["00209116", "SQ"],
  DimensionIndexValues: ["00209157", "UL"],
  DimensionOrganizationUID: ["00209164", "UI"],
  DimensionIndexPointer: ["00209165", "AT"],
  FunctionalGroupPointer: ["00209167", "AT"],
  DimensionOrganizationSequence: ["00209221", "SQ"],
  DimensionIndexSequence: ["00209222", "SQ"],
  DimensionDescriptionLabel: ["00209421", "LO"],
  SamplesPerPixel: ["00280002", "US"],
  PhotometricInterpretation: ["00280004", "CS"],
  PlanarConfiguration: ["00280006", "US"],
  NumberOfFrames: ["00280008", "IS"],
  Rows: ["00280010", "US"],
  Columns: ["00280011", "US"],
  PixelSpacing: ["00280030", "DS"],
  BitsAllocated: ["00280100", "US"],
  BitsStored: ["00280101", "US"],
  HighBit: ["00280102", "US"],
  PixelRepresentation: ["00280103", "US"],
  BurnedInAnnotation: ["00280301", "CS"],
  LongitudinalTemporalInformationModified: ["00280303", "CS"],
  RescaleIntercept: ["00281052", "DS"],
  RescaleSlope: ["00281053", "DS"],
  RescaleType: ["00281054", "LO"],
  LossyImageCompression: ["00282110", "CS"],
  LossyImageCompressionRatio: ["00282112", "DS"],
  LossyImageCompressionMethod: ["00282114", "CS"],
  PixelMeasuresSequence: ["00289110", "SQ"],
  PixelValueTransformationSequence: ["00289145", "SQ"],
  PurposeOfReferenceCodeSequence: ["0040A170", "SQ"],
  SegmentationType: ["00620001", "CS"],
  SegmentSequence: ["00620002", "SQ"],
  SegmentedPropertyCategoryCodeSequence: ["00620003", "SQ"],
  SegmentNumber: ["00620004", "US"],
  SegmentLabel: ["00620005", "LO"],
  SegmentDescription: ["00620006", "ST"],
  SegmentAlgorithmType: ["00620008", "CS"],
  SegmentAlgorithmName: ["00620009", "LO"],
  SegmentIdentificationSequence: ["0062000A", "SQ"],
  ReferencedSegmentNumber: ["0062000B", "US"],
  MaximumFractionalValue: ["0062000E", "US"],
  SegmentedPropertyTypeCodeSequence: ["0062000F", "SQ"],
  SegmentationFractionalType: ["00620010", "CS"],
  SegmentsOverlap: ["00620013", "CS"],
  ContentLabel: ["00700080", "CS"],
  ContentDescription: ["00700081", "LO"],
  ContentCreatorName: ["00700084", "PN"],
  StructureSetLabel: ["30060002", "SH"],
  ReferencedFrameOfReferenceSequence: ["30060010", "SQ"],
  RTReferencedStudySequence: ["30060012", "SQ"],
  RTReferencedSeriesSequence: ["30060014", "SQ"],
  ContourImageSequence: ["30060016", "SQ"],
  StructureSetROISequence: ["30060020", "SQ"],
  ROINumber: ["30060022", "IS"],
  ReferencedFrameOfReferenceUID: ["30060024", "UI"],
  ROIName: ["30060026", "LO"],
  ROIContourSequence: ["30060039", "SQ"],
  ContourSequence: ["30060040", "SQ"],
  ContourGeometricType: ["30060042", "CS"],
  NumberOfContourPoints: ["30060046", "IS"],
  ContourData: ["30060050", "DS"],
  ReferencedROINumber: ["30060084", "IS"],
  SharedFunctionalGroupsSequence: ["52009229", "SQ"],
  PerFrameFunctionalGroupsSequence: ["52009230", "SQ"],
  ExtendedOffsetTable: ["7FE00001", "OB"],
  ExtendedOffsetTableLengths: ["7FE00002", "OB"],
  FloatPixelData: ["7FE00008", "OF"],
  DoubleFloatPixelData: ["7FE00009", "OD"],
  PixelData: ["7FE00010", "OW"],
} as const satisfies Record<string, readonly [tag: string, vr: Vr]>;

/** The standard's keyword of an attribute (PS3.6). */
export type Keyword = keyof typeof attributes;
