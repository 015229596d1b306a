import { VolumeError } from "../volume.ts";
import type { Keyword } from "./attributes.ts";

/**
 * The attributes of a DICOM file or of one item of a sequence, by the standard's keyword. What stands under a keyword is read
 * leniently (blanks cut, empty = absent); what is missing is for the caller to name.
 */
export interface Dataset {
  has(keyword: Keyword): boolean;
  /** The whole first value, decoded with the file's character set; undefined when absent or empty. */
  text(keyword: Keyword): string | undefined;
  /** All values of an attribute with several, in order; empty when absent. */
  texts(keyword: Keyword): readonly string[];
  /** The first value as a finite number (text or binary); undefined when absent, empty or no number. */
  number(keyword: Keyword): number | undefined;
  /** All values as numbers; NaN where one is no number; empty when absent. */
  numbers(keyword: Keyword): readonly number[];
  /** The items of a sequence; empty when absent. */
  items(keyword: Keyword): readonly Dataset[];
  /** The bytes of the value as stored, a view; undefined when absent. Not for compressed pixel data. */
  bytes(keyword: Keyword): Uint8Array | undefined;
}

/** A file in DICOM's Part 10 format: its attributes, and how they and its pixels are encoded. */
export interface DicomFile {
  readonly dataset: Dataset;
  /** Transfer syntax UID. */
  readonly transferSyntax: string;
}

/** Something about a DICOM file or series that cannot be read, or cannot be done with it. */
export class DicomError extends VolumeError {}
