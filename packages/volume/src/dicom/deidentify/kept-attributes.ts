/**
 * What happens to an attribute that is on the list:
 * - `keep`: a code, a number or an image property with nothing in it about a person; checked against its value representation
 * - `text`: as `keep`, but replaced where it repeats a name, id, place or date that identifies
 * - `uid`: the UID of a thing (patient data), replaced by the keyed map; those of the standard itself stay
 * - `date`: moved by the patient's number of days; `age`: kept up to 89 years
 * - `empty`: kept without a value; `midnight`: a time that must have a value
 * - `region`: the name of a region of interest, kept where it is made of known words
 * - `items`: a sequence, whose items go through the same list
 */
export type Action =
  | "keep"
  | "text"
  | "uid"
  | "date"
  | "age"
  | "empty"
  | "midnight"
  | "region"
  | "items"
  | { readonly dummy: string };

/** How one attribute is kept. */
export interface Kept {
  readonly vr: string;
  readonly action: Action;
}

/** Rows of one action: "tag VR", or a run of tags of one VR. */
function rows(action: Action, lines: readonly string[]): (readonly [number, Kept])[] {
  return lines.flatMap((line) => {
    const [vr, ...tags] = line.split(" ");
    return tags.map((tag) => [Number.parseInt(tag, 16), { vr, action }] as const);
  });
}

/**
 * The only attributes that leave the hospital, with what is done to each: those of CT images (also enhanced), structure sets and
 * segmentations that a reader of the image needs. Everything else goes, private attributes, overlays and curves included, which is
 * stricter than a list of what to remove: an attribute that nobody thought of is gone.
 *
 * Choices where PS3.15 leaves some: dates by Retain Longitudinal Temporal Information with Modified Dates, times of day go;
 * age, sex, size and weight by Retain Patient Characteristics; descriptions go (no Clean Descriptors), so does the scanner's
 * identity, while its maker, model and software, which table E.1-1 does not name, stay.
 *
 * @see PS3.15, table E.1-1; PS3.3, A.3, A.19, A.38, A.51.
 */
export const keptAttributes: ReadonlyMap<number, Kept> = new Map([
  // The patient.
  ...rows("keep", ["CS 00100040", "DS 00101020 00101030"]),
  ...rows("age", ["AS 00101010"]),
  ...rows("empty", [
    "DA 00100030",
    "PN 00080090 00081070 00700084 300600A6",
    "SH 00080050 00200010",
    "TM 00080030 30060009",
    "LO 00700081",
    "SQ 00400555",
  ]),
  // What the file is: character set, image type, classes, modality, where it stands in its study.
  ...rows("keep", [
    "CS 00080005 00080008 00080060 00089205 00089206 00089207 00089007 00209311",
    "UI 00080016 00081150",
  ]),
  ...rows("uid", ["UI 00080018 0020000D 0020000E 00200052 00081155 00209161 00209164 30060024"]),
  ...rows("date", ["DA 00080012 00080020 00080021 00080022 00080023 30060008", "DT 0008002A 00189074 00189151"]),
  ...rows("midnight", ["TM 00080033"]),
  ...rows("keep", ["IS 00200011 00200012 00200013 00201002 00081160", "US 00209162 00209163", "UL 00209228"]),
  // References and codes.
  ...rows("items", [
    "SQ 00081115 0008114A 00081140 00082112 00089124 00089215 0040A170 00082218 00082220 00082228 00080121",
  ]),
  ...rows("text", ["SH 00080100 00080102 00080103", "LO 00080104"]),
  // The scanner and how it was used.
  ...rows("text", [
    "LO 00080070 00081090 00181020 00181040 00201040",
    "SH 00181160 00181210 00189320 00209056",
    "CS 00180015 00180022",
  ]),
  ...rows({ dummy: "CONTRAST" }, ["LO 00180010"]),
  // Segmentations must have a serial number of what made them.
  ...rows({ dummy: "REMOVED" }, ["LO 00181000"]),
  ...rows("keep", [
    "DS 00180050 00180060 00180088 00180090 00181041 00181044 00181046 00181047 00181049 00181100 00181110 00181111 00181120 00181130",
    "DS 00181190",
    "IS 00181150 00181151 00181152 00181153 00181170",
    "CS 00181048 00181140 00185100 00189004 00209072 00200060 00200020",
    "FD 00181271 00189073 00189345",
    "FL 00189351",
  ]),
  // Enhanced CT (PS3.3, C.8.15).
  ...rows("items", [
    "SQ 00180012 00180014 00189301 00189304 00189308 00189312 00189314 00189321 00189325 00189326 00189329 00189338 00189341 00189346",
  ]),
  ...rows("keep", [
    "CS 00189302 00189315 00189316 00189323 00189333 00189334 00189342 00189343 00189344",
    "FD 00189220 00189303 00189305 00189306 00189307 00189309 00189310 00189311 00189313 00189317 00189318 00189319 00189322 00189324",
    "FD 00189327 00189328 00189330 00189332 00189335",
    "US 00189337",
  ]),
  // Where the image lies.
  ...rows("keep", [
    "DS 00200032 00200037 00201041",
    "UL 00209057 00209128 00209157",
    "US 00209156",
    "AT 00209165 00209167",
  ]),
  ...rows("items", [
    "SQ 00209071 00209111 00209113 00209116 00209221 00209222 00289110 00289132 00289145 52009229 52009230",
  ]),
  ...rows("text", ["LO 00209421"]),
  // Pixels.
  ...rows("keep", [
    "US 00280002 00280006 00280010 00280011 00280100 00280101 00280102 00280103",
    "US|SS 00280106 00280107 00280120 00280121",
    "CS 00280004 00280301 00280302 00281040 00281056 00282110 00282114 20500020",
    "IS 00280008 00280034",
    "DS 00280030 00281050 00281051 00281052 00281053 00282112",
  ]),
  ...rows("text", ["LO 00281054 00281055"]),
  // Segmentations (PS3.3, C.8.20).
  ...rows("items", ["SQ 00620002 00620003 0062000A 0062000F 00620011"]),
  ...rows("keep", ["CS 00620001 00620008 00620010 00620013", "US 00620004 0062000B 0062000C 0062000D 0062000E"]),
  ...rows("region", ["LO 00620005 30060026"]),
  ...rows("text", ["LO 00620009"]),
  ...rows({ dummy: "SEGMENTATION" }, ["CS 00700080"]),
  // Structure sets (PS3.3, C.8.8.5 and C.8.8.6).
  ...rows("items", ["SQ 30060010 30060012 30060014 30060016 30060020 30060039 30060040 30060080"]),
  ...rows({ dummy: "STRUCTURES" }, ["SH 30060002"]),
  ...rows("keep", [
    "IS 30060022 3006002A 30060046 30060048 30060049 30060082 30060084",
    "CS 30060036 30060042 300600A4 300E0002",
    "DS 3006002C 30060044 30060045 30060050",
  ]),
]);
