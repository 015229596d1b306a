import { describeReader } from "../test/reader-suite.ts";
import { itkReads, itkWrites } from "../test/reader-suite-itk.ts";
import { readNifti } from "./read-nifti.ts";
import { writeNifti } from "./write-nifti.ts";

describeReader("NIfTI", {
  read: ({ bytes }) => readNifti(bytes),
  write: (volume, compressed) => writeNifti(volume, { gzip: compressed }),
  writtenByOther: { compressed: itkWrites("image.nii.gz", true), "not compressed": itkWrites("image.nii", false) },
  readByOther: (bytes) => itkReads(bytes[0] === 0x1f ? "image.nii.gz" : "image.nii")(bytes),
  // The quaternion and the affine are 32-bit floats (2^-24 each), and a direction is the sum of a few of their products.
  precision: 2 ** -20,
});
