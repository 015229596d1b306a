/** Risks beyond are as good as certain; their log-odds stay finite. */
const certain = 1e-6;

export function logitOf(risk: number): number {
  const p = Math.min(Math.max(risk, certain), 1 - certain);
  return Math.log(p / (1 - p));
}

export function sigmoid(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}
