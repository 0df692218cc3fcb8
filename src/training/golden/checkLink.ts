import { measures } from "../../catalog/measures";
import { armNetwork, optimizerSpecOf, type ArmNetwork } from "../../experiment/network";
import type { Experiment } from "../../experiment/experiment";
import { lossId, sumGram } from "../../graph/agreement";
import { MAIN } from "../../graph/networkGraph";
import { sharedParameters } from "../../graph/sharedPath";
import { drawAt } from "../../random/mix32";
import { streamKey } from "../../random/purpose";
import { allTerms } from "../../engine/allTerms";
import type { Batch, Executor } from "../../engine/executor";
import { probeRequest } from "../probeLosses";
import { stepArm } from "../stepArm";
import { stepInput } from "../stepInput";
import type { TrainingArm, TrainingRun } from "../trainingRun";
import type { MakeExecutor } from "../../engine/golden/checkNetwork";
import { Comparison, type Tolerances } from "../../engine/golden/comparison";
import { FixtureError } from "../../engine/golden/fixture";
import { experimentOf, type LinkFixture } from "./linkFixture";

/** Of the largest value of the tensor; of a number, of its size or 1. See the README beside the fixtures. */
const TOLERANCES: Tolerances = { logits: 5e-5, loss: 5e-5, gradient: 2e-4, parameter: 1e-3, cosine: 1e-4 };
/** Of the largest gradient of a term: a tensor below it is measured against it. */
const GRADIENT_FLOOR = 1e-3;
/** Of parameters and statistics: half of them start at zero and hold rounding noise after a step. */
const PARAMETER_FLOOR = 0.1;

/** Everything that one check needs at hand. */
interface Subject {
  readonly fixture: LinkFixture;
  readonly experiment: Experiment;
  readonly network: ArmNetwork;
  readonly executor: Executor;
  readonly result: Comparison;
}

/**
 * Compares what the lab makes of a link with every number of its fixture: names, shapes, terms, schedule and dropout masks
 * exactly; logits, losses, gradients of every term, measures of agreement, parameters and statistics after the steps.
 * @throws FixtureError when the fixture itself is damaged.
 */
export async function checkLink(fixture: LinkFixture, make: MakeExecutor): Promise<Comparison> {
  const experiment = experimentOf(fixture);
  const [arm] = experiment.arms;
  if (arm === undefined) throw new FixtureError(`${fixture.name}.json: the link has no arm`);
  const network = armNetwork(experiment, arm);
  const { graph, plan, probeTerms } = network;
  const frozen = new Map(
    fixture.tensorNames
      .filter((name) => name.startsWith("init/teacher."))
      .map((name) => [name.slice("init/".length), fixture.tensor(name).slice()] as const),
  );
  const executor = await make({
    graph,
    terms: plan.terms,
    probeTerms,
    optimizer: optimizerSpecOf(experiment),
    batchSize: fixture.batchSize,
    views: plan.views,
    seed: experiment.seed,
    ...(fixture.groups === undefined ? {} : { groups: fixture.groups }),
    ...(frozen.size === 0 ? {} : { frozen }),
  });
  const subject: Subject = { fixture, experiment, network, executor, result: new Comparison(TOLERANCES) };
  try {
    checkDescription(subject);
    checkMasks(subject);
    await restoreStart(subject);
    await checkInference(subject);
    await checkGradients(subject);
    await checkMeasures(subject);
    await checkSteps(subject);
  } finally {
    executor.dispose();
  }
  accountForAll(subject);
  return subject.result;
}

/** How many results a fixture holds; the numbers compared must equal these. */
export function linkFixtureCounts(fixture: LinkFixture): { readonly tensors: number; readonly scalars: number } {
  return { tensors: fixture.tensorNames.filter((name) => !isInput(name)).length, scalars: fixture.scalars.size };
}

/** Pictures, labels and starting values; masks are drawn by the lab itself and count as results. */
const isInput = (name: string): boolean => /^([xy]\d+$|init\/)/.test(name);

function checkDescription({ fixture, experiment, network: { graph, plan }, result }: Subject): void {
  const same = (what: string, got: unknown, want: unknown): void => {
    const [ours, theirs] = [JSON.stringify(got), JSON.stringify(want)];
    if (ours !== theirs) result.failures.push(`${what}: expected ${theirs}, got ${ours}`);
  };
  const shaped = (list: readonly { readonly name: string; readonly shape: readonly number[] }[]) =>
    list.map(({ name, shape }) => ({ name, shape }));
  same("parameters", shaped(graph.parameters), fixture.parameters);
  same("statistics", shaped(graph.statistics), fixture.statistics);
  same("views", plan.views, fixture.views);
  same("seed", experiment.seed, fixture.seed);
  same("rows", experiment.training.batchSize * plan.views, fixture.batchSize);
  same(
    "terms",
    plan.terms.map(({ id, weight }) => ({ id, weight: weight.base })),
    fixture.terms,
  );
  const optimizer: { readonly [name: string]: unknown } = { ...optimizerSpecOf(experiment) };
  for (const [name, value] of Object.entries(fixture.optimizer)) same(`optimizer.${name}`, optimizer[name], value);
  same("alternating", plan.updates === "alternating", fixture.groups !== undefined);
}

function checkMasks({ fixture, experiment, network, result }: Subject): void {
  for (const { name, primitive, shape } of network.graph.nodes) {
    if (primitive.op !== "dropout" || primitive.rate === 0) continue;
    const size = shape.reduce((product, extent) => product * extent, fixture.batchSize);
    for (const step of fixture.steps.keys()) {
      const key = streamKey(experiment.seed, "dropout", name, step);
      const kept = Float32Array.from({ length: size }, (_, index) =>
        drawAt(key, index + 1) >= primitive.rate * 2 ** 32 ? 1 : 0,
      );
      const mask = `mask${step}/${name}`;
      result.tensor(mask, "logits", kept, fixture.tensor(mask));
    }
  }
}

/** Slots of the optimiser and state of the terms, which no snapshot names, start as they always do. */
async function restoreStart({ fixture, network: { graph }, executor, result }: Subject): Promise<void> {
  const tensors = new Map<string, Float32Array>();
  for (const { name } of [...graph.parameters, ...graph.statistics]) {
    tensors.set(name, fixture.tensor(`init/${name}`).slice());
    result.inputs.add(`init/${name}`);
  }
  await executor.restore({ step: 0, tensors, variants: {} });
}

function batchAt({ fixture, result }: Subject, step: number): Batch {
  result.inputs.add(`x${step}`).add(`y${step}`);
  return { images: fixture.tensor(`x${step}`).slice(), labels: Int32Array.from(fixture.tensor(`y${step}`)) };
}

async function checkInference(subject: Subject): Promise<void> {
  const { fixture, executor, result } = subject;
  for (const { branch, logits } of await executor.evaluate(batchAt(subject, 0).images)) {
    const name = `expect/eval0/logits/${branch}`;
    result.tensor(name, "logits", logits, fixture.tensor(name), 0);
  }
}

async function checkGradients(subject: Subject): Promise<void> {
  const { fixture, network, executor, result } = subject;
  const { graph, plan } = network;
  const batch = batchAt(subject, 0);
  const tensors = new Set(fixture.tensorNames);
  // The compiled engine has a program for each set of terms that count: with next to nothing for zero one serves for all.
  const nothing = executor.facts.engine === "compiled" ? 1e-30 : 0;
  for (const [at, term] of plan.terms.entries()) {
    const alone = Float32Array.from(plan.terms, (_, index) => (index === at ? 1 : nothing));
    const found = await executor.gradients(batch, alone, 0);
    if (at === 0) {
      graph.heads.forEach(({ branch }, head) => {
        const name = `expect/train0/logits/${branch}`;
        result.tensor(name, "logits", found.logits[head], fixture.tensor(name), 0);
      });
      plan.terms.forEach(({ id }, index) => {
        result.scalar(
          `loss/${id}`,
          "loss",
          found.losses[index] ?? null,
          fixture.scalars.get(`loss/${id}`) ?? Number.NaN,
        );
      });
    }
    const prefix = `expect/grad/${term.id}/`;
    const largest = largestOf(fixture, prefix);
    for (const { name } of graph.parameters) {
      const got = found.gradients.get(name);
      if (tensors.has(prefix + name)) {
        const want = fixture.tensor(prefix + name);
        result.tensor(prefix + name, "gradient", got ?? new Float32Array(want.length), want, GRADIENT_FLOOR * largest);
      } else if (got?.some((value) => !(Math.abs(value) <= TOLERANCES.gradient * largest)) === true) {
        // What does not depend on the parameter has no gradient in the fixture.
        result.failures.push(`${prefix + name}: the fixture has no such gradient, ours is not zero`);
      }
    }
  }
}

function largestOf(fixture: LinkFixture, prefix: string): number {
  let largest = 0;
  for (const name of fixture.tensorNames) {
    if (!name.startsWith(prefix)) continue;
    for (const value of fixture.tensor(name)) largest = Math.max(largest, Math.abs(value));
  }
  return largest;
}

/** Readings of the label losses' gradients on all parameters that main and a branch share, from the executor's probe. */
async function checkMeasures(subject: Subject): Promise<void> {
  const { fixture, experiment, network, executor, result } = subject;
  if (![...fixture.scalars.keys()].some((path) => path.startsWith("measures/"))) return;
  const { graph } = network;
  const time = { step: 0, budget: experiment.training.budget };
  const terms = allTerms({ terms: network.plan.terms, probeTerms: network.probeTerms });
  const request = probeRequest(graph, terms, fixture.batchSize / fixture.views, time, false);
  // No number of the fixture is about half of the batch.
  const losses = request.losses.filter(({ images }) => images === undefined);
  const probe = await executor.probe(batchAt(subject, 0), losses, 0);
  const all = graph.heads.map(({ branch }) => lossId("ce", branch)).filter((id) => probe.losses.includes(id));
  for (const { branch } of graph.heads.slice(1)) {
    const shared = new Set(sharedParameters(graph, MAIN, branch).map(({ layer }) => layer));
    if (shared.size === 0) continue;
    const layers = probe.layers
      .filter(({ layer }) => shared.has(layer))
      .map(({ layer }) => sumGram(probe, (other) => other.layer === layer));
    const gram = sumGram(probe, ({ layer }) => shared.has(layer));
    for (const { kind, measure } of Object.values(measures)) {
      const path = `measures/${branch}/${kind}`;
      const got = measure({ gram, layers, pair: [lossId("ce", MAIN), lossId("ce", branch)], all });
      const want = fixture.scalars.get(path);
      if (want !== undefined) result.scalar(path, "cosine", got, want);
    }
  }
}

/** The steps that the lab itself would take: its schedule, its coefficients. */
async function checkSteps(subject: Subject): Promise<void> {
  const { fixture, experiment, network, executor, result } = subject;
  const arm: TrainingArm = {
    ...network,
    executor,
    ...(fixture.groups === undefined ? {} : { turns: fixture.groups }),
  };
  const run: Pick<TrainingRun, "experiment"> = { experiment };
  for (const [step, { learningRate, coefficients }] of fixture.steps.entries()) {
    const input = stepInput(run, arm, batchAt(subject, step), step);
    const rate = Math.abs(input.learningRate - learningRate) / learningRate;
    if (!(rate <= 1e-12))
      result.failures.push(`steps[${step}]: learning rate ${input.learningRate}, not ${learningRate}`);
    if (String([...input.coefficients]) !== String([...Float32Array.from(coefficients)])) {
      result.failures.push(
        `steps[${step}]: coefficients ${String([...input.coefficients])}, not ${String(coefficients)}`,
      );
    }
    await stepArm(arm, input);
    const prefix = `expect/step${step + 1}/`;
    const wanted = fixture.tensorNames.filter((name) => name.startsWith(prefix));
    if (wanted.length === 0) continue;
    const { tensors } = await executor.snapshot();
    for (const name of wanted) {
      result.tensor(name, "parameter", tensors.get(name.slice(prefix.length)), fixture.tensor(name), PARAMETER_FLOOR);
    }
  }
}

/** Every tensor and scalar of the fixture is an input or was compared; whatever is left over is a failure. */
function accountForAll({ fixture, result }: Subject): void {
  const reason = "no part of the network or of the check has this name";
  for (const name of fixture.tensorNames) {
    const seen = isInput(name) ? result.inputs : result.tensors;
    if (!seen.has(name)) result.skipped.push({ name, reason });
  }
  for (const name of fixture.scalars.keys()) {
    if (!result.scalars.has(name)) result.skipped.push({ name, reason });
  }
}
