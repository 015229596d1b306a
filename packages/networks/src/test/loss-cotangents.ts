/** d CE / d logits of the mean cross-entropy: (softmax − one-hot) / n. */
export function crossEntropyCotangent(logits: readonly (readonly number[])[], labels: readonly number[]): number[] {
  return logits.flatMap((row, sample) => {
    const exponentials = row.map((value) => Math.exp(value - Math.max(...row)));
    const total = exponentials.reduce((a, b) => a + b);
    return exponentials.map((value, k) => (value / total - (labels[sample] === k ? 1 : 0)) / logits.length);
  });
}

/** d NT-Xent / d embedding by central differences in float64. */
export function ntXentCotangent(
  embedding: readonly (readonly number[])[],
  labels: readonly number[],
  temperature: number,
): number[] {
  const step = 1e-5;
  return embedding.flatMap((row, sample) =>
    row.map((_, k) => {
      const moved = (by: number) =>
        embedding.map((values, s) =>
          s === sample ? values.map((value, i) => (i === k ? value + by : value)) : values,
        );
      return (ntXent(moved(step), labels, temperature) - ntXent(moved(-step), labels, temperature)) / (2 * step);
    }),
  );
}

/** Mean over positive pairs of −log(e^(s⁺/T) / (e^(s⁺/T) + Σ e^(s⁻/T))), s the cosine similarity. */
function ntXent(embedding: readonly (readonly number[])[], labels: readonly number[], temperature: number): number {
  const unit = embedding.map((row) => row.map((value) => value / Math.hypot(...row)));
  const similarity = (a: number, b: number) => unit[a].reduce((sum, value, k) => sum + value * unit[b][k], 0);
  const samples = labels.map((_, index) => index);
  const losses = samples.flatMap((anchor) => {
    const logit = (other: number) => similarity(anchor, other) / temperature;
    const negatives = samples.filter((other) => labels[other] !== labels[anchor]).map(logit);
    const positives = samples.filter((other) => other !== anchor && labels[other] === labels[anchor]).map(logit);
    return positives.map((own) => Math.log(1 + negatives.reduce((sum, other) => sum + Math.exp(other - own), 0)));
  });
  return losses.reduce((a, b) => a + b) / losses.length;
}
