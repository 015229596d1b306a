/** dcmjs ships without types; this is what the tests use of its reader. */
declare module "dcmjs" {
  interface Reader {
    readonly DicomMessage: {
      readFile(bytes: ArrayBuffer): {
        readonly dict: Readonly<Record<string, { readonly vr: string; readonly Value: readonly unknown[] }>>;
      };
    };
    readonly DicomMetaDictionary: { naturalizeDataset(dict: object): Readonly<Record<string, unknown>> };
    readonly BitArray: { unpack(bytes: Uint8Array): Uint8Array };
  }
  export const data: Reader;
  export const log: { setLevel(level: string): void };
}
