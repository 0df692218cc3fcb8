import type { AdapterFacts } from "../../device";

/** Invocations in a workgroup that keep a graphics card busy: it runs 32 or 64 at once, or leaves the others idle. */
const FULL = 64;

/** How invocations that differ in more than their lane are put into workgroups, along y and z. */
interface Groups {
  /** Workgroup size along y. */
  readonly perGroup: number;
  /** Workgroups along y and z. */
  readonly groups: readonly [y: number, z: number];
  /** WGSL: declares `job` and `split`; returns where there is nothing left to do. */
  readonly body: readonly string[];
}

/**
 * Workgroups of `lanes` by as many jobs as fill them: on a card jobs of all splits follow one another, so that no workgroup but
 * the last is half empty; in software a workgroup of a few lanes is what a core takes at a time. Which invocation computes
 * what does not change what it computes: the bits are the same.
 * @param lanes workgroup size along x.
 * @param jobs of one split.
 */
export function fillGroups(kind: AdapterFacts["kind"], lanes: number, jobs: number, splits: number): Groups {
  if (kind === "software") {
    return { perGroup: 1, groups: [jobs, splits], body: ["  let job = id.y;", "  let split = id.z;"] };
  }
  const perGroup = Math.max(1, FULL / lanes);
  const all = jobs * splits;
  return {
    perGroup,
    groups: [Math.ceil(all / perGroup), 1],
    body: [`  let job = id.y % ${jobs}u;`, `  let split = id.y / ${jobs}u;`, `  if (split >= ${splits}u) { return; }`],
  };
}
