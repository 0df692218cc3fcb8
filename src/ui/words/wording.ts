import { MAIN, type BranchId, type NetworkGraph, type SiteId, type StageId } from "../../graph/networkGraph";
import type { EngineRecord } from "../../protocol/event";
import { strings } from "./strings";

/** `Stage 1`, `Stem`. */
export function stageName(stage: StageId): string {
  if (stage === "stem") return strings.stages.stem;
  if (stage === "input") return strings.stages.input;
  if (stage === "head") return strings.stages.head;
  return strings.stages.stage(Number(stage.slice(1)));
}

/** `after stage 1`, `in stage 2 after block 1`. */
export function placeName(trunk: NetworkGraph | undefined, site: SiteId): string {
  if (site === "input") return strings.places.input;
  if (site === "stem") return strings.places.stem;
  const { stage, block } = numbersOf(site);
  const ends = trunk?.sites.find(({ id }) => id === site)?.stageEnd ?? false;
  return ends ? strings.places.stageEnd(stage) : strings.places.inside(stage, block);
}

/** A place by itself, as a line of a list: `Stage 1` for its end, `Stage 2 block 1`, `Stem`. */
export function siteTitle(trunk: NetworkGraph | undefined, site: SiteId): string {
  if (site === "input" || site === "stem") return stageName(site);
  const { stage, block } = numbersOf(site);
  const ends = trunk?.sites.find(({ id }) => id === site)?.stageEnd ?? false;
  return ends ? strings.stages.stage(stage) : strings.places.block(stage, block);
}

/** The block before a site: `Stage 2` where it is all of the stage, `Stage 2 block 3`, `Stem`. */
export function blockTitle(trunk: NetworkGraph | undefined, site: SiteId): string {
  if (site === "input" || site === "stem") return stageName(site);
  const { stage, block } = numbersOf(site);
  const alone = trunk?.sites.filter((other) => other.stage === `s${stage}`).length === 1;
  return alone ? strings.stages.stage(stage) : strings.places.block(stage, block);
}

/** A branch by its site: `branch 1` after stage 1, `branch s2b1` inside a stage, `branch 1.2` for a second one there. */
export function branchName(trunk: NetworkGraph | undefined, branch: BranchId): string {
  return branch === MAIN ? strings.branches.main : strings.branches.branch(shortPlace(trunk, branch));
}

/** The same at the start of a line: `Branch 1`, `Main head`. */
export function branchTitle(trunk: NetworkGraph | undefined, branch: BranchId): string {
  return branch === MAIN ? strings.branches.mainTitle : strings.branches.branchTitle(shortPlace(trunk, branch));
}

function shortPlace(trunk: NetworkGraph | undefined, branch: BranchId): string {
  const [site = branch, second] = branch.split(".");
  const suffix = second === undefined ? "" : `.${second}`;
  if (site === "input") return strings.branches.input + suffix;
  if (site === "stem") return strings.branches.stem + suffix;
  const ends = trunk?.sites.find(({ id }) => id === site)?.stageEnd ?? false;
  return (ends ? String(numbersOf(site).stage) : site) + suffix;
}

function numbersOf(site: SiteId): { readonly stage: number; readonly block: number } {
  const match = /^s(\d+)b(\d+)/.exec(site);
  return { stage: Number(match?.[1] ?? 0), block: Number(match?.[2] ?? 0) };
}

/** `Main and branch 1`. */
export function pairName(trunk: NetworkGraph | undefined, branch: BranchId): string {
  return strings.diagram.pair(branchName(trunk, branch));
}

/** A term of the loss in short, `CE main`, `KL 1 ← main`: kind, branch, and the branch that it imitates. */
export function termName(trunk: NetworkGraph | undefined, term: string): string {
  const [kind = term, ...path] = term.split("/");
  const [student = "", teacher] = path.join("/").split("<");
  const place = (branch: BranchId): string => (branch === MAIN ? strings.branches.main : shortPlace(trunk, branch));
  const from = teacher === undefined ? "" : ` ← ${place(teacher)}`;
  const known: { readonly [kind: string]: string } = { ce: "CE", kl: "KL", hinge: "Hinge" };
  return `${known[kind] ?? kind} ${place(student)}${from}`;
}

/** `WebGPU, compiled`. */
export function engineName({ engine, backend }: EngineRecord): string {
  return `${strings.engine.backends[backend]}, ${strings.engine.names[engine]}`;
}
