import { beforeAll, describe, expect, it } from "vitest";
import { retrieval } from "../../catalog/metrics/retrieval";
import { GraphBuilder } from "../../graph/graphBuilder";
import type { NetworkGraph } from "../../graph/networkGraph";
import type { Term } from "../../graph/term";
import type { EngineFacts } from "../executor";
import { forward } from "../tfjs/forward";
import { openTfjs, type TfjsBackend } from "../tfjs/openBackend";
import { termValue } from "../tfjs/terms";
import * as tf from "../tfjs/tf";
import { TfjsExecutor } from "../tfjs/tfjsExecutor";
import { Comparison } from "./comparison";
import { FixtureError } from "./fixture";
import { openGolden } from "./source";

interface Tensor {
  readonly values: Float32Array;
  readonly shape: readonly number[];
}

interface TensorIndex {
  readonly [name: string]: { readonly offset: number; readonly shape: readonly number[] };
}

/** The fixture of single operations, with a note of every name that was asked for. */
class OpsFixture {
  readonly json: { readonly [key: string]: unknown };
  readonly names: readonly string[];
  /** Tensors that were inputs. */
  readonly read = new Set<string>();
  readonly #index: TensorIndex;
  readonly #floats: Float32Array;

  constructor(json: { readonly [key: string]: unknown }, bytes: ArrayBuffer) {
    this.json = json;
    this.#index = json["tensors"] as TensorIndex;
    this.names = Object.keys(this.#index);
    this.#floats = new Float32Array(bytes);
  }

  /** A tensor that a test starts from. */
  input(name: string): Tensor {
    this.read.add(name);
    return this.expected(name);
  }

  /** A tensor that a test must arrive at. */
  expected(name: string): Tensor {
    const entry = this.#index[name];
    if (entry === undefined) throw new FixtureError(`ops.json: tensor ${name} is missing`);
    const size = entry.shape.reduce((product, extent) => product * extent, 1);
    return { values: this.#floats.slice(entry.offset, entry.offset + size), shape: entry.shape };
  }

  scalar(...path: readonly string[]): number {
    let value: unknown = this.json;
    for (const key of path) value = (value as { readonly [key: string]: unknown } | undefined)?.[key];
    if (typeof value !== "number") throw new FixtureError(`ops.json: the number ${path.join(".")} is missing`);
    return value;
  }

  /** What stands between a prefix and the next slash, once each: `1`, `2` for `conv_s1/w`, `conv_s2/w`. */
  variants(prefix: string): readonly string[] {
    const found = this.names.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
    return [...new Set(found.map((rest) => rest.slice(0, rest.indexOf("/"))))];
  }
}

const toTensor = ({ values, shape }: Tensor): tf.Tensor => tf.tensor(values, [...shape]);

/** The output of a function of tensors, and its gradients for a given output gradient (1 for a scalar). */
async function differentiate(
  f: (...xs: tf.Tensor[]) => tf.Tensor,
  inputs: readonly Tensor[],
  outputGradient?: Tensor,
): Promise<readonly Float32Array[]> {
  const kept = tf.tidy(() => {
    const xs = inputs.map(toTensor);
    const dy = outputGradient === undefined ? undefined : toTensor(outputGradient);
    const { value, grads } = tf.engine().gradients(() => f(...xs), xs, dy as tf.Tensor, true);
    const all = [value, ...xs.map((x, index) => grads[index] ?? tf.zerosLike(x))];
    return all.map((tensor) => tf.keep(tf.clone(tensor)));
  });
  const read = await Promise.all(kept.map(async (tensor) => (await tensor.data()) as Float32Array));
  tf.dispose(kept);
  return read;
}

const scope = { branch: "main", stage: "s1", path: "" };

function graphOf(builder: GraphBuilder): NetworkGraph {
  const { nodes, parameters, statistics } = builder;
  const input = nodes[0]?.shape ?? [];
  return { input, classes: 2, nodes, parameters, statistics, sites: [], heads: [], stages: [] };
}

/** Runs the graph that `grow` builds, as a function of the images and the named parameters. */
function network(
  x: Tensor,
  grow: (builder: GraphBuilder) => string,
): (images: tf.Tensor, ...parameters: tf.Tensor[]) => tf.Tensor {
  const builder = new GraphBuilder(x.shape.slice(1));
  const output = grow(builder);
  const graph = graphOf(builder);
  return (images, ...parameters) => {
    const values = new Map(graph.parameters.map(({ name }, index) => [name, parameters[index] ?? tf.scalar(0)]));
    const mode = { training: true, throughObservers: false, seed: 0, step: 0 };
    const tensor = forward(graph, values, images as tf.Tensor4D, mode).tensors.get(output);
    if (tensor === undefined) throw new Error(`no tensor ${output}`);
    return tensor;
  };
}

async function checkConvolutions(fixture: OpsFixture, result: Comparison): Promise<void> {
  const x = fixture.input("x");
  for (const stride of fixture.variants("conv_s")) {
    const at = `conv_s${stride}`;
    const w = fixture.input(`${at}/w`);
    const [kernel = 0, , , filters = 0] = w.shape;
    const f = network(x, (builder) =>
      builder.conv(scope, "conv", "input", { filters, kernel, stride: Number(stride) }),
    );
    const [y, dx, dw] = await differentiate(f, [x, w], fixture.input(`${at}/dy`));
    result.tensor(`${at}/y`, "logits", y, fixture.expected(`${at}/y`).values);
    result.tensor(`${at}/dx`, "gradient", dx, fixture.expected(`${at}/dx`).values);
    result.tensor(`${at}/dw`, "gradient", dw, fixture.expected(`${at}/dw`).values);
  }
}

async function checkBatchNorm(fixture: OpsFixture, result: Comparison, facts: EngineFacts): Promise<void> {
  const [x, gamma, beta] = [fixture.input("x"), fixture.input("bn/gamma"), fixture.input("bn/beta")];
  const f = network(x, (builder) => builder.batchNorm(scope, "norm", "input", "none"));
  const [y, dx, dgamma, dbeta] = await differentiate(f, [x, gamma, beta], fixture.input("bn/dy"));
  result.tensor("bn/y", "logits", y, fixture.expected("bn/y").values);
  result.tensor("bn/dx", "gradient", dx, fixture.expected("bn/dx").values);
  result.tensor("bn/dgamma", "gradient", dgamma, fixture.expected("bn/dgamma").values);
  result.tensor("bn/dbeta", "gradient", dbeta, fixture.expected("bn/dbeta").values);

  // The running statistics are the executor's: one step from mean 0 and variance 1, moving nothing else.
  const builder = new GraphBuilder(x.shape.slice(1));
  const features = builder.batchNorm(scope, "norm", "input", "none");
  const embedding = builder.apply(scope, "mean", { op: "globalMean" }, features);
  const logits = builder.dense(scope, "dense", embedding, 2);
  const head = { branch: "main", design: "", logits, embedding, features, observer: false };
  const term: Term = { ...plain, kind: "crossEntropy", logits, smoothing: 0 };
  const rows = x.shape[0] ?? 0;
  const executor = new TfjsExecutor(
    {
      graph: { ...graphOf(builder), heads: [head] },
      terms: [term],
      optimizer: { kind: "sgd", momentum: 0, nesterov: false, weightDecay: 0 },
      batchSize: rows,
      seed: 0,
    },
    facts,
  );
  try {
    const batch = { images: x.values, labels: new Int32Array(rows) };
    await executor.step({ step: 0, learningRate: 0, coefficients: Float32Array.of(1, 1), batch });
    const { tensors } = await executor.snapshot();
    result.tensor("bn/running_mean", "parameter", tensors.get("norm.mean"), fixture.expected("bn/running_mean").values);
    result.tensor(
      "bn/running_var",
      "parameter",
      tensors.get("norm.variance"),
      fixture.expected("bn/running_var").values,
    );
  } finally {
    executor.dispose();
  }
}

async function checkShortcut(fixture: OpsFixture, result: Comparison): Promise<void> {
  const x = fixture.input("x");
  const dy = fixture.input("shortcut/dy");
  const f = network(x, (builder) => {
    const pool = { op: "averagePool", kernel: 2, stride: 2, padding: [0, 0] } as const;
    const pooled = builder.apply(scope, "pool", pool, "input");
    return builder.apply(scope, "pad", { op: "padChannels", channels: dy.shape[3] ?? 0 }, pooled);
  });
  const [y, dx] = await differentiate(f, [x], dy);
  result.tensor("shortcut/y", "logits", y, fixture.expected("shortcut/y").values);
  result.tensor("shortcut/dx", "gradient", dx, fixture.expected("shortcut/dx").values);
}

const plain = { id: "kl", branch: "main", weight: { base: 1 }, detach: [], rows: "all" } as const;

async function checkMimicking(fixture: OpsFixture, result: Comparison): Promise<void> {
  const inputs = [fixture.input("kl/student"), fixture.input("kl/teacher")];
  const [rows = 0, classes = 0] = inputs[0]?.shape ?? [];
  const kl = (temperature: number, detach: readonly string[]) =>
    differentiate((student, teacher) => {
      const term: Term = {
        ...plain,
        kind: "kl",
        student: "student",
        teacher: "teacher",
        temperature,
        factor: "squared",
        detach,
      };
      return termValue(term, {
        tensors: new Map([
          ["student", student ?? tf.scalar(0)],
          ["teacher", teacher ?? tf.scalar(0)],
        ]),
        parameters: new Map(),
        labels: tf.tensor1d(new Int32Array(rows), "int32"),
        classes,
        views: 1,
        minima: new Map(),
      });
    }, inputs);
  for (const variant of fixture.variants("kl_T")) {
    const at = `kl_T${variant}`;
    const [value, dstudent, dteacher] = await kl(Number(variant), []);
    result.scalar(at, "loss", value?.[0] ?? null, fixture.scalar(at));
    result.tensor(`${at}/dstudent`, "gradient", dstudent, fixture.expected(`${at}/dstudent`).values);
    const teacherName = `${at}/dteacher_if_not_detached`;
    result.tensor(teacherName, "gradient", dteacher, fixture.expected(teacherName).values);
    const [again, same, none] = await kl(Number(variant), ["teacher"]);
    expect([again, same]).toEqual([value, dstudent]);
    expect(none?.every((each) => each === 0)).toBe(true);
  }
}

function checkRetrieval(fixture: OpsFixture, result: Comparison): void {
  const settings = fixture.json["retrieval"] as { readonly [key: string]: readonly number[] };
  const list = (key: string): readonly number[] => settings[key] ?? [];
  const side = (name: string, ids: string, cameras: string) => {
    const { values, shape } = fixture.input(name);
    return { embeddings: values, size: shape[1] ?? 0, ids: list(ids), cameras: list(cameras) };
  };
  const found = retrieval(side("retr/q", "qid", "qcam"), side("retr/g", "gid", "gcam"));
  for (const key of Object.keys((fixture.json["retrieval"] as { readonly expect: object }).expect)) {
    const rank = /^rank(\d+)$/.exec(key)?.[1];
    const got =
      rank !== undefined
        ? found.cumulativeMatch(Number(rank))
        : key === "mAP"
          ? found.meanAveragePrecision
          : key === "queries"
            ? found.queries
            : null;
    result.scalar(`retrieval.${key}`, "loss", got, fixture.scalar("retrieval", "expect", key));
  }
}

/** Result scalars of the description: the values of KL and what retrieval must give. */
function scalarNames({ json }: OpsFixture): readonly string[] {
  const { expect: wanted = {} } = (json["retrieval"] ?? {}) as { readonly expect?: object };
  const own = Object.keys(json).filter((key) => typeof json[key] === "number");
  return [...own, ...Object.keys(wanted).map((key) => `retrieval.${key}`)];
}

const backend: TfjsBackend = typeof navigator === "object" && "gpu" in navigator ? "webgpu" : "cpu";
const golden = await openGolden();
const present = (await golden.list()).includes("ops.json");
if (!present) console.log("ops: this folder of fixtures has no ops.json; nothing to compare");

describe.skipIf(!present)(`ops on tfjs ${backend}`, () => {
  let facts: EngineFacts;
  beforeAll(async () => {
    facts = await openTfjs(backend);
  });

  async function load(): Promise<OpsFixture> {
    const json = (await golden.json("ops.json")) as { readonly [key: string]: unknown };
    return new OpsFixture(json, await golden.bytes("ops.bin"));
  }

  async function check(fixture: OpsFixture): Promise<Comparison> {
    const result = new Comparison();
    await checkConvolutions(fixture, result);
    await checkBatchNorm(fixture, result, facts);
    await checkShortcut(fixture, result);
    await checkMimicking(fixture, result);
    checkRetrieval(fixture, result);
    return result;
  }

  it("agrees with every number", async () => {
    const fixture = await load();
    const result = await check(fixture);
    console.log(
      `ops on tfjs ${backend}: ${result.tensors.size} tensors and ${result.scalars.size} scalars compared` +
        ` (${fixture.read.size} more were inputs), worst relative error ${result.worst.error.toExponential(2)}` +
        ` (${result.worst.name})`,
    );
    expect(result.failures).toEqual([]);
    // Everything in the fixture is an input or was compared.
    expect([...result.tensors, ...fixture.read].sort()).toEqual([...fixture.names].sort());
    expect([...result.scalars].sort()).toEqual([...scalarNames(fixture)].sort());
    expect(result.tensors.size).toBeGreaterThan(0);
  });

  it("fails when one number is wrong", async () => {
    const fixture = await load();
    const victim = fixture.names.find((name) => name.endsWith("/dw")) ?? "";
    const expected = fixture.expected.bind(fixture);
    fixture.expected = (name) => {
      const tensor = expected(name);
      if (name === victim) tensor.values[0] = (tensor.values[0] ?? 0) + 0.01;
      return tensor;
    };
    const { failures } = await check(fixture);
    expect(failures).toHaveLength(1);
    expect(failures[0]).toContain(victim);
  });
});
