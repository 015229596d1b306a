import { latin1 } from "../character-set.ts";
import { keptAttributes } from "./kept-attributes.ts";
import type { RawDataset } from "./raw-dataset.ts";
import { rawValue, visitValues } from "./raw-dataset.ts";

/** What a value names. */
type Kind = "name" | "id" | "place" | "date" | "uid";

/**
 * A piece of text that names a person, a place or a thing, or a date, as bytes one character each and in lower case: how
 * it is looked for in what is kept.
 */
export interface Identifier {
  readonly text: string;
  /** Which attribute it came from, for messages. */
  readonly tag: number;
  /** It counts only as a word of its own: short words and numbers stand inside other words by chance. */
  readonly wholeWord: boolean;
}

/** Attributes that identify, of which implicit VR does not tell what they hold. */
const kinds: ReadonlyMap<number, Kind> = new Map(
  (
    [
      [
        "name",
        "00080090 0008009C 00081048 00081050 00081060 00081070 00100010 00101001 00101005 00101060 00102297 00321032",
      ],
      ["name", "00400006 00401010 00402008 0040A075 0040A123 00700084 300600A6 300E0008 00321031 00081052"],
      [
        "id",
        "00080050 00100020 00100021 00101000 00101080 00101090 00120040 00120042 00181000 00181004 00181008 0018700A 00200010",
      ],
      ["id", "00380010 00400009 00400253 00401001 00402016 00402017 00102154 00080094"],
      [
        "place",
        "00020016 00020017 00020018 00080080 00080081 00080092 00081010 00081040 00101040 00102152 00102299 00120031",
      ],
      ["place", "00321033 00380300 00400001 00400241 00400242 00400243 00400244"],
      [
        "date",
        "00080012 00080020 00080021 00080022 00080023 0008002A 00100030 00181200 00321000 00321040 00380020 00400002",
      ],
      ["date", "00400004 00400244 00400250 00402004 0040A030 0040A032 30060008 0018A002 300E0004"],
      ["uid", "00020003 00080014 00080018 0020000D 0020000E 00200052 00081155 00181002 00083010 30060024"],
    ] as const
  ).flatMap(([kind, tags]) => tags.split(" ").map((tag) => [Number.parseInt(tag, 16), kind] as const)),
);

const byVr: Readonly<Record<string, Kind>> = { PN: "name", DA: "date", DT: "date", UI: "uid" };

/** Words that say nothing about anybody: titles, and what stands in the codes of every image. */
const commonWords = new Set(
  (
    "anonymous anonymized removed unknown none original primary secondary derived axial localizer volume mixed standard hospital clinic klinik " +
    "klinikum university universität department institute center centre radiology radiologie medical prof doctor herr frau mrs the and"
  ).split(" "),
);

/** UIDs of kinds and of software, not of things: implementation class, SOP classes, coding schemes. */
const notIdentifying = new Set([0x00020002, 0x00020010, 0x00020012, 0x00080016, 0x00081150, 0x0008010c, 0x00080118]);

const LEAST_WORD = 3;
const LOOSE_WORD = 5;
const STANDARD_UID = /^(1\.2\.840\.10008\.|1\.2\.840\.10008$)/;

/**
 * Everything in a file that identifies the patient, other people, the hospital, the machine or the visit: names and their parts,
 * ids, places, dates and UIDs, at any depth. Words of less than three characters are left out: they stand everywhere.
 */
export function identifiersOf(...datasets: readonly RawDataset[]): Identifier[] {
  const found = new Map<string, Identifier>();
  const add = (text: string, tag: number, wholeWord: boolean) => {
    if (text.length >= LEAST_WORD && !found.has(text)) found.set(text, { text, tag, wholeWord });
  };
  for (const dataset of datasets) {
    visitValues(
      dataset,
      (tag) => keptAttributes.get(tag)?.action === "items",
      (tag, element, where) => {
        const kind = kinds.get(tag) ?? byVr[element.vr ?? ""];
        if (kind === undefined || notIdentifying.has(tag) || element.end - element.start > 4096) return;
        for (const value of lowerCase(latin1(rawValue(where, element))).split("\\")) {
          for (const { text, wholeWord } of words(value.replace(/^[ \0]+|[ \0]+$/g, ""), kind))
            add(text, tag, wholeWord);
        }
      },
    );
  }
  return [...found.values()];
}

function words(value: string, kind: Kind): { readonly text: string; readonly wholeWord: boolean }[] {
  if (kind === "uid") return value.length < 10 || STANDARD_UID.test(value) ? [] : [{ text: value, wholeWord: false }];
  if (kind === "date") return dateForms(value);
  const parts = value.split(kind === "name" ? /[\^=\s,;./_-]+/ : /[\^=\s,;/_]+/);
  const longEnough = kind === "name" ? parts : parts.filter((part) => part.length > LEAST_WORD);
  return [value, ...longEnough]
    .filter((text) => !commonWords.has(text) && /[0-9a-z\u0080-\u00ff]/.test(text))
    .map((text) => ({ text, wholeWord: text.length < LOOSE_WORD || /^[\d.]+$/.test(text) }));
}

/** A date as DICOM and as people write it. */
function dateForms(value: string): { readonly text: string; readonly wholeWord: boolean }[] {
  const date = /^(\d{4})\.?(\d{2})\.?(\d{2})/.exec(value);
  if (date === null) return [];
  const [, year, month, day] = date;
  const forms = [
    `${year}${month}${day}`,
    `${year}-${month}-${day}`,
    `${year}.${month}.${day}`,
    `${day}.${month}.${year}`,
  ];
  forms.push(`${month}/${day}/${year}`, `${day}/${month}/${year}`, `${year}/${month}/${day}`);
  return forms.map((text) => ({ text, wholeWord: true }));
}

/** ASCII letters only: the others are bytes of a character set. */
function lowerCase(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
