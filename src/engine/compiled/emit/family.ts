import { perform, type Family, type Planned } from "../../plan/operations";
import { Emission, type EmissionOptions } from "../emission";
import type { Dispatch } from "../kernel";
import { convFamily } from "./conv";
import { elementwiseFamily } from "./elementwise";
import { normFamily } from "./norm";
import { poolFamily } from "./pool";
import { termFamily } from "./terms";
import { updateFamily } from "./update";
import { vectorFamily } from "./vector";

/** The kernels of every operation; the compiler names what is missing. */
const family: Family<Emission> = {
  ...convFamily,
  ...elementwiseFamily,
  ...normFamily,
  ...poolFamily,
  ...termFamily,
  ...updateFamily,
  ...vectorFamily,
};

/** The dispatches of a plan, in its order. */
export function emitKernels(operations: readonly Planned[], options: EmissionOptions): readonly Dispatch[] {
  const emission = new Emission(options);
  for (const operation of operations) perform(family, emission, operation);
  return emission.dispatches;
}
