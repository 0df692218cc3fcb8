import type { BranchConfig } from "../catalog/branches";
import type { MethodConfig } from "../catalog/methods";
import type { PublishedSites } from "../catalog/methods/method";
import type { SiteId } from "../graph/networkGraph";
import { chosenValues, initialValues, type Fields } from "../schema/field";
import type { Arm, Experiment, Fork } from "./experiment";
import { backboneSpecOf, branchEntry, methodEntry, trunkNetwork } from "./network";

/**
 * An arm with the settings and branches that its method's authors used. Its forks stay where they are, as far as the
 * authors' networks fork there at all; an arm without any gets the authors' places.
 * @returns undefined where the method has no paper to follow.
 * @throws ConfigError, SiteError or ShapeError where the experiment's trunk cannot be built.
 */
export function publishedArm(experiment: Experiment, arm: Arm): Arm | undefined {
  const { kind } = arm.method;
  const { published, fields } = methodEntry(kind);
  if (published === undefined) return undefined;
  const method = { kind, ...chosenValues(fields), ...ownChoices(fields, arm), ...published.values } as MethodConfig;
  const { branch } = published;
  if (branch === undefined) return { ...arm, method, forks: [] };
  const full = { ...initialValues(branchEntry(branch.kind).fields), ...branch } as BranchConfig;
  const forks = publishedSites(experiment, arm, published.sites, branch.kind).map((site): Fork => ({
    site,
    branch: full,
    weight: 1,
  }));
  return { ...arm, method, forks };
}

/** Settings that name something of the user's own, such as a teacher: no paper has a say in them. */
function ownChoices(fields: Fields, { method }: Arm): { readonly [name: string]: unknown } {
  const values: { readonly [name: string]: unknown } = method;
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, { control }]) => {
      const widget: string = control.widget;
      return widget === "weights" ? [[name, values[name]] as const] : [];
    }),
  );
}

/** Whether an arm is set exactly as its method's authors have it. */
export function isPublished(experiment: Experiment, arm: Arm): boolean {
  const published = publishedArm(experiment, arm);
  return published !== undefined && fingerprint(published) === fingerprint(arm);
}

/** Names in one order: settings read from a link stand in another than those written here. */
function fingerprint({ method, forks }: Arm): string {
  return JSON.stringify({ method, forks }, (_, value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => a.localeCompare(b)))
      : value,
  );
}

/** Where an arm's branches fork, beside the places that its method's authors chose in a network like this one. */
export interface Places {
  readonly own: readonly SiteId[];
  readonly authors: readonly SiteId[];
}

/** @returns undefined where the places are the authors' own, or no paper has a say in them. */
export function otherPlaces(experiment: Experiment, arm: Arm): Places | undefined {
  const { published } = methodEntry(arm.method.kind);
  if (published?.branch === undefined) return undefined;
  const authors = publishedSites(experiment, { ...arm, forks: [] }, published.sites, published.branch.kind);
  const own = arm.forks.map(({ site }) => site);
  const same = own.length === authors.length && own.every((site) => authors.includes(site));
  return same ? undefined : { own, authors };
}

/** The network's own places for a design, else those of the method: ends of stages. */
function authorsPlaces(experiment: Experiment, sites: "everyStage" | "earlyStages", design: string): readonly SiteId[] {
  const places = backboneSpecOf(experiment).places?.[design];
  if (places !== undefined) return places;
  const ends = trunkNetwork(experiment).sites.filter(({ position, stageEnd }) => stageEnd && position > 0);
  return (sites === "everyStage" ? ends : ends.slice(0, -1)).map(({ id }) => id);
}

function publishedSites(
  experiment: Experiment,
  { forks }: Arm,
  sites: PublishedSites,
  design: string,
): readonly SiteId[] {
  const own = forks.map(({ site }) => site);
  switch (sites) {
    case "none":
      return [];
    case "input": {
      const peers = own.filter((site) => site === "input");
      return peers.length > 0 ? peers : ["input"];
    }
    case "everyStage":
    case "earlyStages": {
      const kept = own.filter((site) => site !== "input");
      return kept.length > 0 ? kept : authorsPlaces(experiment, sites, design);
    }
    default:
      return sites satisfies never;
  }
}
