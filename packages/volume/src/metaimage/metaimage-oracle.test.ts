import type { WrittenFiles } from "../test/reader-suite.ts";
import { describeReader } from "../test/reader-suite.ts";
import { itkReads, itkWrites } from "../test/reader-suite-itk.ts";
import { readMetaImage } from "./read-metaimage.ts";
import { writeMetaImage } from "./write-metaimage.ts";

describeReader("MetaImage", {
  read: ({ bytes, beside }: WrittenFiles) =>
    readMetaImage(bytes, { detached: (name) => beside.get(name) ?? new Uint8Array(0) }),
  write: (volume, compressed) => writeMetaImage(volume, { compressed }),
  writtenByOther: {
    compressed: itkWrites("image.mha", true),
    "not compressed": itkWrites("image.mha", false),
    "compressed, in two files": itkWrites("image.mhd", true),
    "in two files": itkWrites("image.mhd", false),
  },
  readByOther: itkReads("image.mha"),
  // Spacing, origin and direction are written as they are.
  precision: 0,
});
