import { cosine, normRatio, sumGram, type Gram } from "../../graph/agreement";
import { sharedParameters } from "../../graph/sharedPath";
import type { Batch, Executor, ExecutorPlan, ProbeLoss } from "../executor";
import { Comparison } from "./comparison";
import { FixtureError, type NetworkFixture } from "./fixture";
import { fixtureNetwork, type FixtureNetwork } from "./fixtureNetwork";

/** Makes the executor under test. */
export type MakeExecutor = (plan: ExecutorPlan) => Promise<Executor>;

/** Everything that one check needs at hand. */
interface Subject {
  readonly fixture: NetworkFixture;
  readonly network: FixtureNetwork;
  readonly executor: Executor;
  readonly result: Comparison;
}

/**
 * Compares an executor with every number of a network fixture: inference and training logits, each loss term, every
 * parameter's gradient of every loss, agreement per parameter, stage and whole, running statistics, parameters after
 * one and three steps.
 * @throws FixtureError when the fixture itself is damaged.
 */
export async function checkNetwork(fixture: NetworkFixture, make: MakeExecutor): Promise<Comparison> {
  const network = fixtureNetwork(fixture);
  const executor = await make(network.plan);
  const result = new Comparison();
  const subject: Subject = { fixture, network, executor, result };
  try {
    await restoreStart(subject);
    await checkInference(subject, "eval0");
    const gradients = await checkGradients(subject);
    checkAgreement(subject, gradients);
    await checkProbe(subject);
    await checkSteps(subject);
    await checkInference(subject, "eval3");
  } finally {
    executor.dispose();
  }
  accountForAll(subject);
  return result;
}

/** How many results a fixture holds; the numbers compared must equal these. */
export function fixtureCounts(fixture: NetworkFixture): { readonly tensors: number; readonly scalars: number } {
  const tensors = fixture.tensorNames.filter((name) => !isInput(name)).length;
  return { tensors, scalars: scalarNames(fixture).length };
}

const isInput = (name: string): boolean => /^(x\d+$|init\/)/.test(name);

async function restoreStart({ fixture, network, executor, result }: Subject): Promise<void> {
  const tensors = new Map<string, Float32Array>();
  const shapes = shapesOf(network);
  for (const [ours, theirs] of network.fixtureNames) {
    tensors.set(ours, fixture.tensor(`init/${theirs}`, shapes.get(ours)).slice());
    result.inputs.add(`init/${theirs}`);
  }
  for (const name of fixture.tensorNames) {
    if (name.startsWith("init/") && !result.inputs.has(name)) {
      throw new FixtureError(
        `${fixture.name}.json: ${name} belongs to no part of the network that its fields describe`,
      );
    }
  }
  await executor.restore({ step: 0, tensors, variants: {} });
}

function shapesOf({ graph }: FixtureNetwork): ReadonlyMap<string, readonly number[]> {
  return new Map([...graph.parameters, ...graph.statistics].map(({ name, shape }) => [name, shape]));
}

function batchAt({ fixture, result }: Subject, index: number): Batch {
  result.inputs.add(`x${index}`);
  const labels = fixture.labels[index];
  if (labels === undefined) throw new FixtureError(`${fixture.name}.json: labels[${index}] is missing`);
  return { images: fixture.tensor(`x${index}`).slice(), labels: Int32Array.from(labels) };
}

async function checkInference(subject: Subject, when: "eval0" | "eval3"): Promise<void> {
  const { fixture, executor, result } = subject;
  const outputs = await executor.evaluate(batchAt(subject, 0).images, { embeddings: true });
  outputs.forEach(({ logits }, index) => {
    const name = `${when}/logits${index}`;
    result.tensor(name, "logits", logits, fixture.tensor(name));
  });
  if (when === "eval0")
    result.tensor("eval0/feature", "logits", outputs[0]?.embedding, fixture.tensor("eval0/feature"));
}

/** `ce<j>`, `head<j>` (with mimicking only) and `total`, as coefficients over the terms. */
function lossCoefficients({ fixture, network }: Subject): ReadonlyMap<string, Float32Array> {
  const { terms, graph } = network;
  const losses = new Map<string, Float32Array>();
  const weigh = (weight: (term: (typeof terms)[number]) => number): Float32Array => Float32Array.from(terms, weight);
  graph.heads.forEach(({ branch }, index) => {
    losses.set(
      `ce${index}`,
      weigh((term) => (term.id === `ce/${branch}` ? 1 : 0)),
    );
  });
  if (fixture.alpha !== 0) {
    graph.heads.forEach(({ branch }, index) => {
      losses.set(
        `head${index}`,
        weigh((term) => (term.branch === branch ? term.weight.base : 0)),
      );
    });
  }
  return losses.set(
    "total",
    weigh((term) => term.weight.base),
  );
}

type Gradients = ReadonlyMap<string, ReadonlyMap<string, Float32Array>>;

async function checkGradients(subject: Subject): Promise<Gradients> {
  const { fixture, network, executor, result } = subject;
  const batch = batchAt(subject, 0);
  const all = new Map<string, ReadonlyMap<string, Float32Array>>();
  for (const [loss, coefficients] of lossCoefficients(subject)) {
    const found = await executor.gradients(batch, coefficients, 0);
    if (loss === "ce0") {
      checkLosses(subject, found.losses);
      found.logits.forEach((logits, index) => {
        result.tensor(`train0/logits${index}`, "logits", logits, fixture.tensor(`train0/logits${index}`));
      });
    }
    all.set(loss, found.gradients);
    const scale = largest(fixture, loss);
    for (const [ours, theirs] of network.fixtureNames) {
      if (!network.graph.parameters.some((parameter) => parameter.name === ours)) continue;
      const name = `grad/${loss}/${theirs}`;
      const got = found.gradients.get(ours);
      if (fixture.tensorNames.includes(name)) {
        result.tensor(name, "gradient", got ?? [], fixture.tensor(name), 1e-6 * scale);
      } else if (got?.some((value) => Math.abs(value) > 2e-4 * scale) === true) {
        // A missing tensor means that the loss does not depend on the parameter.
        result.failures.push(`${name}: the fixture has no such gradient (no dependence), ours is not zero`);
      }
    }
  }
  return all;
}

/** The largest gradient of a loss: what counts as zero is measured against it. */
function largest(fixture: NetworkFixture, loss: string): number {
  let most = 0;
  for (const name of fixture.tensorNames) {
    if (!name.startsWith(`grad/${loss}/`)) continue;
    for (const value of fixture.tensor(name)) most = Math.max(most, Math.abs(value));
  }
  return most;
}

function checkLosses({ fixture, network, result }: Subject, losses: Float32Array): void {
  const { terms, graph } = network;
  const value = (id: string): number => losses[terms.findIndex((term) => term.id === id)] ?? Number.NaN;
  const headLosses = graph.heads.map(({ branch }) =>
    terms.reduce(
      (sum, term, index) => (term.branch === branch ? sum + term.weight.base * (losses[index] ?? Number.NaN) : sum),
      0,
    ),
  );
  graph.heads.forEach(({ branch }, index) => {
    result.scalar(`ce[${index}]`, "loss", value(`ce/${branch}`), scalarAt(fixture, "ce", index));
    result.scalar(`head_loss[${index}]`, "loss", headLosses[index] ?? null, scalarAt(fixture, "head_loss", index));
    graph.heads.forEach((teacher, other) => {
      if (other === index) return;
      const want = scalarAt(fixture, "kl_student_teacher", `${index}<-${other}`);
      result.scalar(`kl_student_teacher.${index}<-${other}`, "loss", value(`kl/${branch}<${teacher.branch}`), want);
    });
  });
  const total = headLosses.reduce((sum, loss) => sum + loss, 0);
  result.scalar("total_loss", "loss", total, scalarAt(fixture, "total_loss"));
}

const KINDS = [
  ["ce", "ce0", "ce"],
  ["full", "head0", "head"],
  ["ce_vs_full", "ce0", "head"],
] as const;

/** Cosines from the gradients themselves, per parameter, stage, kernels and whole. */
function checkAgreement({ fixture, network, result }: Subject, gradients: Gradients): void {
  network.graph.heads.slice(1).forEach(({ branch }, j) => {
    const shared = sharedParameters(network.graph, "main", branch);
    const names = shared.map(({ name }) => network.fixtureNames.get(name) ?? name);
    const listed = lookUp(fixture, ["agreement", j, "shared"]);
    if (JSON.stringify(listed) !== JSON.stringify(names)) {
      result.failures.push(`agreement[${j}].shared: expected ${JSON.stringify(listed)}, got ${JSON.stringify(names)}`);
    }
    for (const [kind, a, b] of KINDS) {
      if (lookUp(fixture, ["agreement", j, kind]) === undefined) continue;
      const first = gradients.get(a);
      const second = gradients.get(`${b}${j + 1}`);
      const check = (part: readonly (string | number)[], selects: (parameter: (typeof shared)[number]) => boolean) => {
        const gram = gramOf(shared.filter(selects), first, second);
        const at = ["agreement", j, kind, ...part];
        result.scalar(at.join("."), "cosine", cosine(gram, "a", "b"), scalarAt(fixture, ...at));
      };
      check(["all"], () => true);
      check(["conv_only"], (parameter) => parameter.role === "kernel");
      for (const stage of new Set(shared.map((parameter) => parameter.stage))) {
        check(["stage", stage === "stem" ? "0" : stage.slice(1)], (parameter) => parameter.stage === stage);
      }
      shared.forEach((parameter, index) => check(["param", names[index] ?? ""], (other) => other === parameter));
      const ratio = normRatio(gramOf(shared, first, second), "a", "b");
      const at = ["agreement", j, kind, "norm_ratio"];
      result.scalar(at.join("."), "loss", ratio, scalarAt(fixture, ...at));
    }
  });
}

type Found = ReadonlyMap<string, Float32Array> | undefined;

function gramOf(parameters: readonly { readonly name: string }[], a: Found, b: Found): Gram {
  let aa = 0;
  let ab = 0;
  let bb = 0;
  for (const { name } of parameters) {
    const x = a?.get(name) ?? new Float32Array();
    const y = b?.get(name) ?? new Float32Array();
    for (let index = 0; index < Math.max(x.length, y.length); index += 1) {
      const [p, q] = [x[index] ?? 0, y[index] ?? 0];
      aa += p * p;
      ab += p * q;
      bb += q * q;
    }
  }
  return { losses: ["a", "b"], values: [aa, ab, ab, bb] };
}

/** The executor's own probe must give the same cosines as its gradients; compared with the fixture again. */
async function checkProbe(subject: Subject): Promise<void> {
  const { fixture, network, executor, result } = subject;
  if (network.graph.heads.length < 2) return;
  const losses = [...lossCoefficients(subject)]
    .filter(([id]) => id !== "total")
    .map(([id, coefficients]): ProbeLoss => {
      const branch = network.graph.heads[Number(id.replace(/\D/g, ""))]?.branch ?? "main";
      return { id, branch, coefficients };
    });
  const probe = await executor.probe(batchAt(subject, 0), losses, 0);
  network.graph.heads.slice(1).forEach(({ branch }, j) => {
    const layers = new Set(sharedParameters(network.graph, "main", branch).map(({ layer }) => layer));
    const gram = sumGram(probe, ({ layer }) => layers.has(layer));
    for (const [kind, a, b] of KINDS) {
      if (lookUp(fixture, ["agreement", j, kind]) === undefined) continue;
      const want = scalarAt(fixture, "agreement", j, kind, "all");
      result.scalar(`agreement.${j}.${kind}.all`, "cosine", cosine(gram, a, `${b}${j + 1}`), want);
    }
  });
}

async function checkSteps(subject: Subject): Promise<void> {
  const { fixture, network, executor, result } = subject;
  const { terms } = network;
  const coefficients = Float32Array.from(terms.flatMap((term) => [term.weight.base, term.weight.base]));
  const shapes = shapesOf(network);
  for (let step = 0; step < 3; step += 1) {
    const learningRate = fixture.learningRates[step];
    if (learningRate === undefined) throw new FixtureError(`${fixture.name}.json: lr[${step}] is missing`);
    const { losses } = await executor.step({ step, learningRate, coefficients, batch: batchAt(subject, step) });
    const total = terms.reduce((sum, term, index) => sum + term.weight.base * (losses[index] ?? Number.NaN), 0);
    result.scalar(`step_loss[${step}]`, "loss", total, scalarAt(fixture, "step_loss", step));
    if (step === 1) continue;
    const { tensors } = await executor.snapshot();
    for (const [ours, theirs] of network.fixtureNames) {
      const name = `step${step + 1}/${theirs}`;
      result.tensor(name, "parameter", tensors.get(ours), fixture.tensor(name, shapes.get(ours)));
      // One training forward from the start moves the running statistics exactly as the first step does.
      const single = `train0/${theirs}`;
      if (step === 0 && fixture.tensorNames.includes(single)) {
        result.tensor(single, "parameter", tensors.get(ours), fixture.tensor(single));
      }
    }
  }
}

/** Every tensor and scalar of the fixture is an input or was compared; whatever is left over is a failure. */
function accountForAll({ fixture, result }: Subject): void {
  for (const name of fixture.tensorNames) {
    if (!isInput(name) && !result.tensors.has(name)) {
      result.skipped.push({ name, reason: "no part of the network or of the check has this name" });
    }
  }
  for (const name of scalarNames(fixture)) {
    if (!result.scalars.has(name)) {
      result.skipped.push({ name, reason: "no part of the network or of the check has this name" });
    }
  }
}

/** Paths of all result scalars in the description. */
function scalarNames({ json }: NetworkFixture): readonly string[] {
  const indexed = (key: string): string[] =>
    Array.isArray(json[key]) ? json[key].map((_: unknown, index: number) => `${key}[${index}]`) : [];
  const nested = (value: unknown, path: string): string[] => {
    if (typeof value === "number") return [path];
    if (typeof value !== "object" || value === null) return [];
    return Object.entries(value).flatMap(([key, child]) => (key === "shared" ? [] : nested(child, `${path}.${key}`)));
  };
  return [
    ...indexed("ce"),
    ...indexed("head_loss"),
    ...indexed("step_loss"),
    ...nested(json["kl_student_teacher"], "kl_student_teacher"),
    ...nested(json["total_loss"], "total_loss"),
    ...nested(json["agreement"], "agreement"),
  ];
}

function lookUp(fixture: NetworkFixture, path: readonly (string | number)[]): unknown {
  let value: unknown = fixture.json;
  for (const key of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = (value as { readonly [key: string]: unknown })[key];
  }
  return value;
}

function scalarAt(fixture: NetworkFixture, ...path: readonly (string | number)[]): number {
  const value = lookUp(fixture, path);
  if (typeof value !== "number")
    throw new FixtureError(`${fixture.name}.json: the number ${path.join(".")} is missing`);
  return value;
}
