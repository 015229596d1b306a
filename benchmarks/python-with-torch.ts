import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** A Python that has PyTorch. */
export interface PythonWithTorch {
  readonly python: string;
  /** Version of PyTorch. */
  readonly torch: string;
  /** The library behind its matrix products. */
  readonly blas: string;
}

/** Our PyTorch peer of all networks. */
export const networksScript = fileURLToPath(new URL("peers/torch_networks.py", import.meta.url));

/** The system's Python first: Debian's package belongs to it, even where another one comes first on the path. */
const candidates = ["/usr/bin/python3", "python3", "python"];

/** The first Python with PyTorch; undefined if there is none. Notes say what is missing, and how to get it. */
export function pythonWithTorch(note: (text: string) => void): PythonWithTorch | undefined {
  for (const python of candidates) {
    const found = torchOf(python);
    if (found?.blas === "reference BLAS") note(slowBlas);
    if (found) return { python, ...found };
  }
  note(noTorch);
  return undefined;
}

function torchOf(python: string): Omit<PythonWithTorch, "python"> | undefined {
  try {
    const output = execFileSync(python, [networksScript, "--about"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    return JSON.parse(output);
  } catch {
    return undefined;
  }
}

const noTorch =
  "No Python with PyTorch and NumPy was found (/usr/bin/python3, python3, python), so there is no peer. Debian: apt install python3-torch.";

const slowBlas =
  "PyTorch's matrix products run on the reference BLAS here: Swin, DenseNet and ResNet-50 take several times longer than PyTorch need. Debian: apt install libopenblas0-pthread.";
