import { MAX_ARMS, type Arm, type Experiment } from "./experiment";

/** Arms of another experiment beside those of this one, and what that comparison leaves out. */
export interface ArmsFrom {
  readonly arms: readonly Arm[];
  /** How many did not fit. */
  readonly left: number;
  /** Shared settings that are different there, as `training.budget: 920 here, 40 there`; this experiment's hold. */
  readonly differs: readonly string[];
}

/** The arms of `other` that can be trained beside those of `here`; an arm that stands here already is not repeated. */
export function armsFrom(here: Experiment, other: Experiment): ArmsFrom {
  const known = new Set(here.arms.map((arm) => JSON.stringify(arm)));
  const shared = sharedSettings(here);
  const theirs = sharedSettings(other);
  const differs = [...new Set([...shared.keys(), ...theirs.keys()])].flatMap((path) => {
    const [mine, its] = [shared.get(path) ?? "–", theirs.get(path) ?? "–"];
    return mine === its ? [] : [`${path}: ${mine} here, ${its} there`];
  });
  // With other shared settings the same arm is another network: both are wanted.
  const fresh = differs.length > 0 ? other.arms : other.arms.filter((arm) => !known.has(JSON.stringify(arm)));
  const arms = fresh.slice(0, Math.max(0, MAX_ARMS - here.arms.length));
  return { arms, left: fresh.length - arms.length, differs };
}

/** Every setting that all arms share, as text, by its path. */
function sharedSettings({ seed, dataset, backbone, optimizer, training, augmentation, measure }: Experiment) {
  const groups = Object.entries({ dataset, backbone, optimizer, training, augmentation, measure });
  return new Map<string, string>([
    ["seed", String(seed)],
    ...groups.flatMap(([group, values]) =>
      Object.entries(values).map(([name, value]): [string, string] => [`${group}.${name}`, String(value)]),
    ),
  ]);
}
