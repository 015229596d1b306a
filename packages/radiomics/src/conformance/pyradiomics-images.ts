import type { ReferenceFolder } from "@hilum/numeric/conformance";
import type { Volume } from "@hilum/volume";
import { readMetaImage } from "@hilum/volume/metaimage";
import { readNifti } from "@hilum/volume/nifti";
import { readNrrd } from "@hilum/volume/nrrd";
import { RadiomicsError } from "../radiomics-error.ts";

/** An image and the mask of its lesion. */
export interface Pair {
  readonly image: Volume;
  readonly mask: Volume;
}

/** Folders whose images go by another name. */
const otherFolders: Readonly<Record<string, string>> = {
  ct_phantom: "ibsi1/ct_nifti",
  digital_phantom: "ibsi1/digital",
};

const readers: readonly (readonly [ending: RegExp, read: (bytes: Uint8Array) => Volume])[] = [
  [/\.nrrd$/i, readNrrd],
  [/\.nii(\.gz)?$/i, readNifti],
  [/\.mha$/i, readMetaImage],
];
const maskWords = /label|mask|seg|roi/i;

/**
 * Finds and reads the image that reference values go by: `NAME_image` and `NAME_label`, or the like, in `pyradiomics` or beside a
 * common `mask`; or `image` (`phantom`) and `mask` (`label`) in a folder of that name.
 *
 * @throws RadiomicsError `no-image` that says what was looked for; VolumeError if a file cannot be read.
 */
export async function readPair(images: ReferenceFolder, name: string): Promise<Pair> {
  const found = (await inSharedFolders(images, name)) ?? (await inOwnFolder(images, name));
  if (!found)
    throw new RadiomicsError(
      "no-image",
      `No image and mask were found for ${name}: looked for pyradiomics/${name}_image.nrrd and ${name}_label.nrrd, and for ` +
        `${name}/image.nii.gz and mask.nii.gz (.nrrd, .nii, .nii.gz, .mha).`,
    );
  return { image: await read(images, found.image), mask: await read(images, found.mask) };
}

interface Paths {
  readonly image: string;
  readonly mask: string;
}

async function inSharedFolders(images: ReferenceFolder, name: string): Promise<Paths | undefined> {
  for (const folder of ["pyradiomics", "ibsi2"]) {
    const files = await imageFiles(images, folder);
    const own = files.filter((file) => file.startsWith(name) && !/[A-Za-z0-9]/.test(file.charAt(name.length)));
    const isMask = (file: string) => maskWords.test(file.slice(name.length));
    const masks = own.some(isMask) ? own.filter(isMask) : files.filter((file) => file.startsWith("mask."));
    const found = onlyPair(
      folder,
      own.filter((file) => !isMask(file)),
      masks,
    );
    if (found) return found;
  }
  return undefined;
}

async function inOwnFolder(images: ReferenceFolder, name: string): Promise<Paths | undefined> {
  const folders = [
    ...(otherFolders[name] ? [otherFolders[name]] : []),
    ...["pyradiomics", "ibsi1", "lidc_nodules"].map((parent) => `${parent}/${name}`),
    name,
  ];
  for (const folder of folders) {
    const files = await imageFiles(images, folder);
    const found = onlyPair(
      folder,
      files.filter((file) => !maskWords.test(file)),
      files.filter((file) => maskWords.test(file)),
    );
    if (found) return found;
  }
  return undefined;
}

async function imageFiles(images: ReferenceFolder, folder: string): Promise<string[]> {
  return (await images.names(folder)).filter((file) => readers.some(([ending]) => ending.test(file)));
}

function onlyPair(folder: string, candidates: readonly string[], masks: readonly string[]): Paths | undefined {
  if (candidates.length !== 1 || masks.length !== 1) return undefined;
  return { image: `${folder}/${candidates[0]}`, mask: `${folder}/${masks[0]}` };
}

async function read(images: ReferenceFolder, path: string): Promise<Volume> {
  const bytes = await images.bytes(path);
  const reader = readers.find(([ending]) => ending.test(path));
  if (!reader) throw new RadiomicsError("no-image", `${path}: not a format that is read here.`);
  return reader[1](bytes);
}
