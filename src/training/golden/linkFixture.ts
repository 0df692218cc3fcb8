import { decodeLink } from "../../experiment/link/decode";
import type { Experiment } from "../../experiment/experiment";
import { FixtureError } from "../../engine/golden/fixture";
import type { GoldenSource } from "../../engine/golden/source";

/** A fixture that names its experiment by a link: the numbers that an independent program has for it. */
export interface LinkFixture {
  readonly name: string;
  readonly link: string;
  readonly batchSize: number;
  readonly views: number;
  readonly seed: number;
  readonly optimizer: { readonly [name: string]: unknown };
  /** Branches that take turns in being updated. */
  readonly groups: readonly (readonly string[])[] | undefined;
  readonly terms: readonly { readonly id: string; readonly weight: number }[];
  readonly steps: readonly { readonly learningRate: number; readonly coefficients: readonly number[] }[];
  readonly parameters: readonly Shaped[];
  readonly statistics: readonly Shaped[];
  /** By path: `loss/ce/main`, `measures/s1b1/cosine`. */
  readonly scalars: ReadonlyMap<string, number>;
  readonly tensorNames: readonly string[];
  /** @throws FixtureError naming the tensor when it is missing. */
  tensor(name: string): Float32Array;
}

interface Shaped {
  readonly name: string;
  readonly shape: readonly number[];
}

type Json = { readonly [key: string]: unknown };

/**
 * Reads a fixture that a link describes.
 * @throws FixtureError saying which field or tensor is missing or wrong.
 */
export function readLinkFixture(name: string, description: unknown, bytes: ArrayBuffer): LinkFixture {
  const fail = (what: string): never => {
    throw new FixtureError(`${name}.json: ${what}`);
  };
  const object = (value: unknown, where: string): Json =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Json)
      : fail(`${where}: an object was expected`);
  const list = (value: unknown, where: string): readonly unknown[] =>
    Array.isArray(value) ? value : fail(`${where}: a list was expected`);
  const number = (value: unknown, where: string): number =>
    typeof value === "number" && Number.isFinite(value) ? value : fail(`${where}: a number was expected`);
  const text = (value: unknown, where: string): string =>
    typeof value === "string" ? value : fail(`${where}: text was expected`);
  const numbers = (value: unknown, where: string): readonly number[] =>
    list(value, where).map((one) => number(one, where));
  const json = object(description, "the description");
  const rows = <T>(key: string, read: (row: Json, where: string) => T): readonly T[] =>
    list(json[key], key).map((row, index) => read(object(row, `${key}[${index}]`), `${key}[${index}]`));
  const shaped = (row: Json, where: string): Shaped => ({
    name: text(row["name"], `${where}.name`),
    shape: numbers(row["shape"], `${where}.shape`),
  });
  const floats = new Float32Array(bytes, 0, Math.floor(bytes.byteLength / 4));
  const index = new Map(
    Object.entries(object(json["tensors"], "tensors")).map(([tensor, value]) => {
      const entry = object(value, tensor);
      const offset = number(entry["offset"], `${tensor}: offset`);
      const length = number(entry["length"], `${tensor}: length`);
      if (offset + length > floats.length) fail(`${tensor}: ends behind ${name}.bin`);
      return [tensor, { offset, length }] as const;
    }),
  );
  const scalars = new Map<string, number>();
  const flatten = (path: string, value: unknown): void => {
    if (typeof value === "number") scalars.set(path, value);
    else for (const [key, child] of Object.entries(object(value, path))) flatten(`${path}/${key}`, child);
  };
  for (const [path, value] of Object.entries(object(json["scalars"], "scalars"))) flatten(path, value);
  const groups = json["groups"];
  return {
    name,
    link: text(json["link"], "link"),
    batchSize: number(json["batchSize"], "batchSize"),
    views: number(json["views"], "views"),
    seed: number(json["seed"], "seed"),
    optimizer: object(json["optimizer"], "optimizer"),
    groups:
      groups === null
        ? undefined
        : list(groups, "groups").map((group) => list(group, "groups").map((branch) => text(branch, "groups"))),
    terms: rows("terms", (row, where) => ({ id: text(row["id"], where), weight: number(row["weight"], where) })),
    steps: rows("steps", (row, where) => ({
      learningRate: number(row["learningRate"], where),
      coefficients: numbers(row["coefficients"], where),
    })),
    parameters: rows("parameters", shaped),
    statistics: rows("statistics", shaped),
    scalars,
    tensorNames: [...index.keys()],
    tensor(tensor) {
      const { offset, length } = index.get(tensor) ?? fail(`tensor ${tensor} is missing`);
      return floats.subarray(offset, offset + length);
    },
  };
}

/** Every fixture of a folder by name, read when it is asked for. */
export async function linkFixtures(golden: GoldenSource): Promise<ReadonlyMap<string, () => Promise<LinkFixture>>> {
  const names = (await golden.list())
    .filter((file) => file.endsWith(".json"))
    .map((file) => file.replace(/\.json$/, ""));
  const load = async (name: string): Promise<LinkFixture> =>
    readLinkFixture(name, await golden.json(`${name}.json`), await golden.bytes(`${name}.bin`));
  return new Map(names.map((name) => [name, () => load(name)]));
}

/**
 * Where the lab has two readings of an authors' file, a link without the setting means the older one, while the expected
 * numbers follow the authors' file: these settings are theirs, whatever the fixture is called.
 */
const AUTHORS: { readonly [kind: string]: Json } = {
  skipnet: { gates: "after" },
  bias: { map: "before" },
};

/** @throws FixtureError where the link does not give exactly one arm without complaint. */
export function experimentOf(fixture: LinkFixture): Experiment {
  const { experiment, issues, intact } = decodeLink(fixture.link);
  const [arm, ...more] = experiment.arms;
  if (!intact || issues.some(({ blocking }) => blocking) || arm === undefined || more.length > 0) {
    throw new FixtureError(`${fixture.name}.json: the link must be whole and have one arm: ${JSON.stringify(issues)}`);
  }
  const asAuthors = <T extends { readonly kind: string }>(entry: T): T => ({ ...entry, ...AUTHORS[entry.kind] });
  return {
    ...experiment,
    backbone: asAuthors(experiment.backbone),
    arms: [{ ...arm, method: asAuthors(arm.method) }],
  };
}
