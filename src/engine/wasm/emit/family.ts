import type { Family } from "../../plan/operations";
import type { Emission } from "../emission";
import { convFamily } from "./conv";
import { elementwiseFamily } from "./elementwise";
import { normFamily } from "./norm";
import { poolFamily } from "./pool";
import { termFamily } from "./terms";
import { updateFamily } from "./update";
import { vectorFamily } from "./vector";

/** The kernels of every operation; the compiler names what is missing. */
export const family: Family<Emission> = {
  ...convFamily,
  ...elementwiseFamily,
  ...normFamily,
  ...poolFamily,
  ...termFamily,
  ...updateFamily,
  ...vectorFamily,
};
