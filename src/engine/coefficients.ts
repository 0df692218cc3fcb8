import { weightAt, type Term } from "../graph/term";

/**
 * Writes what every term counts at a step: `[terms × 2]`, value (in the reported total) and gradient.
 * @param target reused from step to step, so that nothing is allocated.
 */
export function writeCoefficients(target: Float32Array, terms: readonly Term[], step: number, budget: number): void {
  terms.forEach((term, index) => {
    const weight = weightAt(term.weight, step, budget);
    target[2 * index] = weight;
    target[2 * index + 1] = weight;
  });
}
