/** Where published weights can be had; we may not pass them on. */
const sources: readonly { readonly file: RegExp; readonly text: string }[] = [
  {
    file: /^resnet_\d+(_23dataset)?\.pth$/,
    text: "MedicalNet's weights are offered at https://github.com/Tencent/MedicalNet and https://huggingface.co/TencentMedicalNet.",
  },
  {
    file: /^model_swinvit\.pt$/,
    text: "MONAI's weights are offered at https://github.com/Project-MONAI/MONAI-extra-test-datasets/releases (tag 0.8.1).",
  },
];

/** Where to get a file of weights, in a sentence. */
export function weightsSource(file: string): string {
  const known = sources.find((source) => source.file.test(file.split(/[\\/]/).at(-1) ?? ""));
  return known?.text ?? "hilum pretrain makes such files from your own CTs; docs/weights.md names published ones.";
}
