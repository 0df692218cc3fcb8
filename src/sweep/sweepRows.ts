import type { Arm, Experiment } from "../experiment/experiment";
import { armTitle } from "../experiment/network";
import { formatNumber } from "../schema/formatNumber";
import { designOf, designTitle } from "./designNames";
import { furtherText, withValue } from "./furtherField";
import type { Sweep } from "./sweep";

/** One row of a sweep: an arm with one design, one weight and one value of each further dimension. */
export interface SweepRow {
  /** `DHM`, `DSN, GAP + linear, weight .3, Width 8`: only what the sweep varies. */
  readonly title: string;
  /** The arm that the row is a variant of. */
  readonly armIndex: number;
  /** Forks at every candidate site. */
  readonly arm: Arm;
  /** The shared settings, the further value among them. */
  readonly base: Experiment;
  /** Index of the further value: rows of one band share the run without forks. */
  readonly band: number;
  /** `Width 8`: what the run without forks is told by, too; empty for settings that it does not have. */
  readonly bandTitle: string;
}

/** The rows, the further values outermost, then the arms. */
export function rowsOf({ base, designs, weights, further }: Sweep): readonly SweepRow[] {
  return (further?.values ?? [undefined]).flatMap((value, band) =>
    base.arms.flatMap((arm, armIndex) =>
      (designs ?? [undefined]).flatMap((design) =>
        (weights ?? [undefined]).map((weight): SweepRow => {
          const own: Experiment = { ...base, arms: [varied(arm, design, weight)] };
          const taken = further !== undefined && value !== undefined && hasSetting(own, further.path);
          const whole = taken ? withValue(own, further.path, value) : own;
          const said = taken ? furtherText(own, further.path, value) : "";
          const parts = [
            armTitle(arm),
            design === undefined ? "" : designTitle(design),
            weight === undefined ? "" : `weight ${formatNumber(weight)}`,
            said,
          ];
          return {
            title: parts.filter(Boolean).join(", "),
            armIndex,
            arm: whole.arms[0] ?? arm,
            base: { ...whole, arms: base.arms },
            band,
            bandTitle: further !== undefined && !isOfArms(further.path) ? said : "",
          };
        }),
      ),
    ),
  );
}

function varied(arm: Arm, design: string | undefined, weight: number | undefined): Arm {
  const forks = arm.forks.map((fork) => ({
    ...fork,
    branch: design === undefined ? fork.branch : designOf(design, "sweep.designs"),
    weight: weight ?? fork.weight,
  }));
  return { ...arm, forks };
}

/** Settings of methods and branch designs: an arm may lack them. */
function isOfArms(path: string): boolean {
  return path.startsWith("method.") || path.startsWith("branch.");
}

function hasSetting({ arms }: Experiment, path: string): boolean {
  if (!isOfArms(path)) return true;
  const [group, name = ""] = path.split(".");
  return arms.some(({ method, forks }) =>
    group === "method" ? Object.hasOwn(method, name) : forks.some(({ branch }) => Object.hasOwn(branch, name)),
  );
}
