/** Largest accepted errors; the goals are stricter and reported by the worst error. */
export const TOLERANCES = {
  /** Of the tensor's largest reference value. */
  gradient: 2e-4,
  /** Of the largest reference value, at least 1. */
  logits: 1e-4,
  loss: 1e-4,
  parameter: 1e-4,
  cosine: 1e-3,
} as const;

export type Quantity = keyof typeof TOLERANCES;
export type Tolerances = { readonly [quantity in Quantity]: number };

/** Counts what was compared and remembers what was worst. */
export class Comparison {
  /** Names compared so far, so that nothing counts twice and nothing is forgotten. */
  readonly tensors = new Set<string>();
  readonly scalars = new Set<string>();
  readonly failures: string[] = [];
  /** Read by the check but no results: images and starting values. */
  readonly inputs = new Set<string>();
  readonly skipped: { readonly name: string; readonly reason: string }[] = [];
  worst = { error: 0, name: "nothing" };
  readonly #tolerances: Tolerances;

  constructor(tolerances: Tolerances = TOLERANCES) {
    this.#tolerances = tolerances;
  }

  /** @param least smallest denominator, so that a tensor of rounding noise is not compared with itself. */
  tensor(
    name: string,
    quantity: Quantity,
    got: ArrayLike<number> | undefined,
    want: Float32Array,
    least = quantity === "gradient" ? 0 : 1,
  ): void {
    this.tensors.add(name);
    if (got === undefined || got.length !== want.length) {
      this.failures.push(`${name}: expected ${want.length} values, got ${got?.length ?? "none"}`);
      return;
    }
    let largest = least;
    for (const value of want) largest = Math.max(largest, Math.abs(value));
    let error = 0;
    for (let index = 0; index < want.length; index += 1) {
      const difference = Math.abs((got[index] ?? Number.NaN) - (want[index] ?? Number.NaN));
      // A NaN must not pass as the smaller number.
      error = difference >= error || Number.isNaN(difference) ? difference : error;
      if (Number.isNaN(error)) break;
    }
    this.#judge(name, quantity, largest === 0 ? error : error / largest);
  }

  scalar(name: string, quantity: Quantity, got: number | null, want: number): void {
    this.scalars.add(name);
    const scale = quantity === "cosine" ? 1 : Math.max(1, Math.abs(want));
    this.#judge(name, quantity, Math.abs((got ?? Number.NaN) - want) / scale);
  }

  /** What was compared, for the log of a test. */
  get summary(): string {
    return (
      `${this.tensors.size} tensors and ${this.scalars.size} scalars compared (${this.inputs.size} more were inputs),` +
      ` worst relative error ${this.worst.error.toExponential(2)} (${this.worst.name})`
    );
  }

  /** Everything that is wrong: failures, what was skipped, numbers of `want` that were not looked at. */
  problems(want: { readonly tensors: number; readonly scalars: number }): readonly string[] {
    const counts = (["tensors", "scalars"] as const).flatMap((kind) =>
      this[kind].size === want[kind] ? [] : [`${this[kind].size} ${kind} compared, of ${want[kind]}`],
    );
    const skipped = this.skipped.map(({ name, reason }) => `skipped ${name}: ${reason}`);
    return [...this.failures, ...skipped, ...counts, ...(want.tensors > 0 ? [] : ["nothing was compared"])];
  }

  #judge(name: string, quantity: Quantity, error: number): void {
    if (!(error <= this.worst.error)) this.worst = { error, name };
    const allowed = this.#tolerances[quantity];
    if (!(error <= allowed)) {
      this.failures.push(`${name}: relative error ${error.toExponential(2)}, allowed ${allowed}`);
    }
  }
}
