/** A fixture whose text or tensors are not what its layout promises. */
export class FixtureError extends Error {
  readonly code = "fixture";
}

/** One fork as fixtures write it: `[position, kind, blocks per remaining stage, width multiplier]`. */
export type FixtureFork = readonly [position: number, kind: "fc" | "conv" | "dhm", blocks: number, width: number];

/** A network fixture: settings and scalars from the JSON, tensors from the block of float32 beside it. */
export interface NetworkFixture {
  readonly name: string;
  readonly blocksPerStage: number;
  readonly forks: readonly FixtureFork[];
  readonly alpha: number;
  readonly temperature: number;
  readonly detach: boolean;
  readonly auxWeight: number;
  readonly learningRates: readonly number[];
  readonly momentum: number;
  readonly weightDecay: number;
  readonly nesterov: boolean;
  readonly labels: readonly (readonly number[])[];
  /** The whole description, for its scalars. */
  readonly json: { readonly [key: string]: unknown };
  readonly tensorNames: readonly string[];
  shape(name: string): readonly number[];
  /**
   * @param expected the shape that the network's fields call for, where the caller knows it.
   * @throws FixtureError naming the tensor when it is missing or has another shape, and what would be right.
   */
  tensor(name: string, expected?: readonly number[]): Float32Array;
}

/**
 * Reads a network fixture.
 * @throws FixtureError saying which field or tensor is missing or wrong, and what would be right.
 */
export function readFixture(name: string, description: unknown, bytes: ArrayBuffer): NetworkFixture {
  const json = record(description, name);
  const read = (key: string): unknown => {
    if (json[key] === undefined) throw new FixtureError(`${name}.json: field ${key} is missing`);
    return json[key];
  };
  const number = (key: string): number => asNumber(read(key), `${name}.json: ${key}`);
  const flag = (key: string): boolean => {
    const value = read(key);
    if (typeof value !== "boolean") throw new FixtureError(`${name}.json: ${key} must be true or false`);
    return value;
  };
  const list = (key: string): readonly unknown[] => asList(read(key), `${name}.json: ${key}`);
  const floats = new Float32Array(bytes, 0, Math.floor(bytes.byteLength / 4));
  const index = readIndex(name, record(read("tensors"), `${name}.json: tensors`), floats.length);
  const blocksPerStage = number("blocks_per_stage");
  const find = (tensor: string, expected?: readonly number[]): IndexEntry => {
    const found = index.get(tensor);
    const wanted = expected === undefined ? "" : `; expected one of shape [${expected.join(", ")}]`;
    if (found === undefined) throw new FixtureError(`${name}.json: tensor ${tensor} is missing${wanted}`);
    if (expected !== undefined && found.shape.join() !== expected.join()) {
      throw new FixtureError(`${name}.json: tensor ${tensor} has shape [${found.shape.join(", ")}]${wanted}`);
    }
    return found;
  };
  return {
    name,
    blocksPerStage,
    forks: list("forks").map((fork, position) => readFork(fork, `${name}.json: forks[${position}]`, blocksPerStage)),
    alpha: number("alpha"),
    temperature: number("T"),
    detach: flag("detach"),
    auxWeight: number("aux_weight"),
    learningRates: list("lr").map((value) => asNumber(value, `${name}.json: lr`)),
    momentum: number("momentum"),
    weightDecay: number("weight_decay"),
    nesterov: flag("nesterov"),
    labels: list("labels").map((row) =>
      asList(row, `${name}.json: labels`).map((value) => asNumber(value, `${name}.json: labels`)),
    ),
    json,
    tensorNames: [...index.keys()],
    shape: (tensor) => find(tensor).shape,
    tensor(tensor, expected) {
      const { offset, shape } = find(tensor, expected);
      return floats.subarray(offset, offset + shape.reduce((product, extent) => product * extent, 1));
    },
  };
}

interface IndexEntry {
  /** In floats. */
  readonly offset: number;
  readonly shape: readonly number[];
}

function readIndex(
  name: string,
  tensors: { readonly [key: string]: unknown },
  total: number,
): ReadonlyMap<string, IndexEntry> {
  return new Map(
    Object.entries(tensors).map(([tensor, value]) => {
      const where = `${name}.json: tensor ${tensor}`;
      const entry = record(value, where);
      const offset = asNumber(entry["offset"], `${where}: offset`);
      const shape = asList(entry["shape"], `${where}: shape`).map((extent) => asNumber(extent, `${where}: shape`));
      const size = shape.reduce((product, extent) => product * extent, 1);
      if (offset + size > total) {
        throw new FixtureError(`${where}: needs floats ${offset} to ${offset + size}; ${name}.bin holds ${total}`);
      }
      return [tensor, { offset, shape }];
    }),
  );
}

function readFork(value: unknown, where: string, blocksPerStage: number): FixtureFork {
  const [position, kind, blocks, width] = asList(value, where);
  if (kind !== "fc" && kind !== "conv" && kind !== "dhm") {
    throw new FixtureError(`${where}: kind must be fc, conv or dhm, got ${JSON.stringify(kind)}`);
  }
  const at = asNumber(position, `${where}: position`);
  if (!Number.isInteger(at) || at < 0 || at > 3 * blocksPerStage) {
    throw new FixtureError(`${where}: position must be 0 to ${3 * blocksPerStage} trunk blocks, got ${at}`);
  }
  return [
    at,
    kind,
    blocks === undefined ? blocksPerStage : asNumber(blocks, `${where}: blocks`),
    width === undefined ? 1 : asNumber(width, `${where}: width`),
  ];
}

function record(value: unknown, where: string): { readonly [key: string]: unknown } {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new FixtureError(`${where}: an object was expected`);
  }
  return value as { readonly [key: string]: unknown };
}

function asNumber(value: unknown, where: string): number {
  if (typeof value !== "number" || !Number.isFinite(value)) throw new FixtureError(`${where}: a number was expected`);
  return value;
}

function asList(value: unknown, where: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new FixtureError(`${where}: a list was expected`);
  return value as readonly unknown[];
}
