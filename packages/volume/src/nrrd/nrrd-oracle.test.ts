import { describeReader } from "../test/reader-suite.ts";
import type { WrittenFiles } from "../test/reader-suite.ts";
import { itkReads, itkWrites } from "../test/reader-suite-itk.ts";
import { readNrrd } from "./read-nrrd.ts";
import { writeNrrd } from "./write-nrrd.ts";

describeReader("NRRD", {
  read: ({ bytes, beside }: WrittenFiles) =>
    readNrrd(bytes, { detached: (name) => beside.get(name) ?? new Uint8Array(0) }),
  write: (volume, compressed) => writeNrrd(volume, { gzip: compressed }),
  writtenByOther: {
    compressed: itkWrites("image.nrrd", true),
    "not compressed": itkWrites("image.nrrd", false),
    "compressed, in two files": itkWrites("image.nhdr", true),
    "in two files": itkWrites("image.nhdr", false),
  },
  readByOther: itkReads("image.nrrd"),
  // A spacing is the length of a written vector: a few roundings of a double.
  precision: 2 ** -50,
});
