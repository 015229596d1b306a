import { strToU8 } from "fflate";
import type { DicomElement } from "../../write-dicom.ts";
import { writeDicom } from "../../write-dicom.ts";

const text = (tag: string, vr: string, value: string): DicomElement => ({ tag, vr, bytes: strToU8(value) });
const us = (tag: string, value: number): DicomElement => ({
  tag,
  vr: "US",
  bytes: Uint8Array.of(value & 255, value >> 8),
});

/** Everything that a file can say about who, where and when; none of it may be left. */
export const secrets = [
  ..."Winterhalter Kunigunde Frau PAT-884213 19310417 20190321 20190322 Haverkamp Seydlitz Brombeer Nachtigall Kessel".split(
    " ",
  ),
  ..."Waldkrankenhaus Birkenallee Pneumologie CTWK07 ACC-5561 SN-99120 0815-4711 STUDY-31 20180101 Lilienthal".split(
    " ",
  ),
  ..."1.3.6.1.4.1.55555.1.1 1.3.6.1.4.1.55555.1.2 1.3.6.1.4.1.55555.1.3 1.3.6.1.4.1.55555.1.4 1.3.6.1.4.1.55555.1.9".split(
    " ",
  ),
  ..."Geheimnis Bemerkung Vorgeschichte Tumorboard".split(" "),
].filter((word) => word !== "Frau");

const pixels = Uint8Array.from({ length: 32 }, (_, n) => (n % 2 === 0 ? n * 8 : 1));

/** A CT image with all that identifies, in the standard attributes, in sequences, private ones, overlays and the header. */
export function identifiedCt(more: readonly DicomElement[] = []): Uint8Array {
  const replaced = new Set(more.map(({ tag }) => tag));
  return writeDicom([...ctElements().filter(({ tag }) => !replaced.has(tag)), ...more]);
}

function ctElements(): DicomElement[] {
  return [
    text("00080005", "CS", "ISO_IR 192"),
    text("00080008", "CS", "ORIGINAL\\PRIMARY\\AXIAL"),
    text("00080012", "DA", "20190322"),
    text("00080016", "UI", "1.2.840.10008.5.1.4.1.1.2"),
    text("00080018", "UI", "1.3.6.1.4.1.55555.1.1"),
    text("00080020", "DA", "20190321"),
    text("00080022", "DA", "20190322"),
    text("0008002A", "DT", "20190322091500.123"),
    text("00080030", "TM", "091500"),
    text("00080033", "TM", "091501"),
    text("00080050", "SH", "ACC-5561"),
    text("00080060", "CS", "CT"),
    text("00080070", "LO", "SIEMENS"),
    text("00080080", "LO", "Waldkrankenhaus Birkenallee"),
    text("00080081", "ST", "Birkenallee 3"),
    text("00080090", "PN", "Haverkamp^Seydlitz"),
    text("00081010", "SH", "CTWK07"),
    text("00081030", "LO", "Tumorboard Lilienthal"),
    text("0008103E", "LO", "Bemerkung"),
    text("00081040", "LO", "Pneumologie"),
    text("00081070", "PN", "Brombeer^Nachtigall"),
    text("00081090", "LO", "SOMATOM Force"),
    {
      tag: "00081140",
      vr: "SQ",
      items: [[text("00081150", "UI", "1.2.840.10008.5.1.4.1.1.2"), text("00081155", "UI", "1.3.6.1.4.1.55555.1.9")]],
    },
    text("00100010", "PN", "Winterhalter^Kunigunde^^Frau"),
    text("00100020", "LO", "PAT-884213"),
    text("00100030", "DA", "19310417"),
    text("00100040", "CS", "F"),
    text("00101000", "LO", "0815-4711"),
    { tag: "00101002", vr: "SQ", items: [[text("00100020", "LO", "0815-4711")]] },
    text("00101020", "DS", "1.64"),
    text("00101030", "DS", "58"),
    text("001021B0", "LT", "Vorgeschichte"),
    text("00180050", "DS", "1"),
    text("00180060", "DS", "120"),
    text("00181000", "LO", "SN-99120"),
    text("00181020", "LO", "syngo CT VB10"),
    text("00181030", "LO", "Geheimnis"),
    text("00181200", "DA", "20180101"),
    text("00181210", "SH", "Br40d\\3"),
    text("00090010", "LO", "HAUSSYSTEM"),
    text("00091001", "LO", "Winterhalter, Kunigunde"),
    text("0020000D", "UI", "1.3.6.1.4.1.55555.1.2"),
    text("0020000E", "UI", "1.3.6.1.4.1.55555.1.3"),
    text("00200010", "SH", "STUDY-31"),
    text("00200011", "IS", "4"),
    text("00200013", "IS", "7"),
    text("00200032", "DS", "-1\\-2\\3"),
    text("00200037", "DS", "1\\0\\0\\0\\1\\0"),
    text("00200052", "UI", "1.3.6.1.4.1.55555.1.4"),
    text("00204000", "LT", "Bemerkung zu Winterhalter"),
    us("00280002", 1),
    text("00280004", "CS", "MONOCHROME2"),
    us("00280010", 4),
    us("00280011", 4),
    text("00280030", "DS", "0.7\\0.7"),
    us("00280100", 16),
    us("00280101", 12),
    us("00280102", 11),
    us("00280103", 0),
    text("00281052", "DS", "-1024"),
    text("00281053", "DS", "1"),
    {
      tag: "00400275",
      vr: "SQ",
      items: [
        [text("00400007", "LO", "Geheimnis"), text("00401001", "SH", "ACC-5561"), text("00400006", "PN", "Kessel^A")],
      ],
    },
    { tag: "60003000", vr: "OW", bytes: strToU8("Winterhalter") },
    us("60000102", 0),
    { tag: "7FE00010", vr: "OW", bytes: pixels },
    { tag: "FFFCFFFC", vr: "OB", bytes: strToU8("Kunigunde!") },
  ];
}
