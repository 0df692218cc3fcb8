import { createViewBuilder } from "../../src/data/stackedViews";
import { labelledMask } from "../../src/data/labelledShare";
import { setApart } from "../../src/data/validationShare";
import type { Splits } from "../../src/catalog/datasets/dataset";
import { allTerms } from "../../src/engine/allTerms";
import type { Batch, Executor } from "../../src/engine/executor";
import type { Experiment } from "../../src/experiment/experiment";
import { datasetInfoOf, type ArmNetwork } from "../../src/experiment/network";
import { imagesSetApart } from "../../src/experiment/validation";
import { cosine, lossId, sumGram } from "../../src/graph/agreement";
import { MAIN, type NetworkGraph } from "../../src/graph/networkGraph";
import { sharedParameters } from "../../src/graph/sharedPath";
import { drawAt } from "../../src/random/mix32";
import { streamKey } from "../../src/random/purpose";
import { layoutOf, toTorch } from "../../src/torch/layout";
import { moduleOf, torchNames } from "../../src/torch/names";
import type { NamedTensor } from "../../src/torch/safetensors";
import { combineLosses, type HeldWeights } from "../../src/training/combineLosses";
import { probeRequest } from "../../src/training/probeLosses";
import { stepArm } from "../../src/training/stepArm";
import { stepInput } from "../../src/training/stepInput";

/** Updates that are taken. */
export const STEPS = 3;

/** The batches of the first steps, and what they are made of. */
export function batchesOf(experiment: Experiment, { train }: Splits, views: 1 | 2): readonly Batch[] {
  const { seed, training, augmentation } = experiment;
  const wanted = imagesSetApart(experiment);
  const among = wanted === 0 ? undefined : setApart(train.labels, wanted).trained;
  const labelled = labelledMask(train, seed, training.labelled, among);
  const options = { seed, batchSize: training.batchSize, augmentation, labelled, among };
  const builder = createViewBuilder(train, datasetInfoOf(experiment), options, views);
  return Array.from({ length: STEPS }, (_, step) => {
    const { images, labels } = builder.build(step);
    return { images: images.slice(), labels: labels.slice() };
  });
}

/**
 * Starting values none of which is one or zero, so that nothing can be left out unnoticed: what the seed draws, moved by up to a
 * tenth.
 */
export function startOf(
  graph: NetworkGraph,
  drawn: ReadonlyMap<string, Float32Array>,
): ReadonlyMap<string, Float32Array> {
  const start = new Map<string, Float32Array>();
  for (const { name, role } of [...graph.parameters, ...graph.statistics]) {
    const key = streamKey(7, "init", name);
    const scale = role === "kernel" || role === "weight" ? 0 : 0.2;
    const values = drawn.get(name) ?? new Float32Array();
    start.set(
      name,
      values.map((value, index) => value + scale * (drawAt(key, index + 1) / 2 ** 32 - 0.5)),
    );
  }
  return start;
}

/** Everything that an engine says of a case, under names that the Python side knows. */
export async function expectedOf(
  experiment: Experiment,
  network: ArmNetwork,
  executor: Executor,
  start: ReadonlyMap<string, Float32Array>,
  batches: readonly Batch[],
): Promise<readonly NamedTensor[]> {
  const { graph, plan } = network;
  const found: NamedTensor[] = [];
  const note = (name: string, values: ArrayLike<number>, shape: readonly number[] = [values.length]): void =>
    void found.push({ name, shape, values: Float32Array.from(values) });
  const names = torchNames(graph);
  const layouts = new Map(graph.parameters.map((parameter) => [parameter.name, layoutOf(graph, parameter)]));
  const noteTensor = (prefix: string, own: string, values: Float32Array): void => {
    const name = names.get(own);
    const layout = layouts.get(own) ?? { shape: [values.length] };
    if (name !== undefined) note(`${prefix}/${name}`, toTorch(layout, values), layout.shape);
  };
  const [batch] = batches;
  if (batch === undefined) throw new Error("a case has batches");
  const rows = batch.labels.length;
  await executor.restore({ step: 0, tensors: start, variants: {} });

  for (const { branch, logits } of await executor.evaluate(batch.images)) {
    note(`eval/${moduleOf(branch)}`, logits, [rows, graph.classes]);
  }
  for (const [at, term] of plan.terms.entries()) {
    const alone = Float32Array.from(plan.terms, (_, index) => (index === at ? 1 : 0));
    const result = await executor.gradients(batch, alone, 0);
    if (at === 0) {
      note("loss", result.losses);
      graph.heads.forEach(({ branch }, head) => {
        note(`train/${moduleOf(branch)}`, result.logits[head] ?? [], [rows, graph.classes]);
      });
    }
    for (const [name, values] of result.gradients) {
      if (values.some((value) => value !== 0)) noteTensor(`grad/${term.id}`, name, values);
    }
  }
  for (const [name, value] of await agreementOf(experiment, network, executor, batch)) note(name, [value]);

  const turns = plan.updates === "alternating" ? graph.heads.map(({ branch }) => [branch]) : undefined;
  const arm = { ...network, executor, ...(turns === undefined ? {} : { turns }) };
  const run = { experiment, arms: [arm], batches: { build: (step: number) => batches[step] ?? batch } };
  let held: HeldWeights | undefined;
  for (const [step, each] of batches.entries()) {
    const combined = await combineLosses(run, step, held);
    held = combined;
    const input = stepInput({ experiment }, arm, each, step, combined?.weights[0]);
    note(`rate/${step}`, [input.learningRate]);
    note(`coefficients/${step}`, stepInput({ experiment }, arm, each, step).coefficients);
    if (combined !== undefined) {
      note(`weight/${step}`, combined.weights[0] ?? graph.heads.map(() => 1));
      note(`weighed/${step}`, input.coefficients);
      const [weighing] = combined.weighings;
      if (weighing !== undefined && "fallback" in weighing) note(`sum instead/${step}/${weighing.fallback}`, [1]);
    }
    note(`losses/${step}`, (await stepArm(arm, input)).losses);
  }
  const { tensors } = await executor.snapshot();
  for (const [name, values] of tensors) {
    if (name.startsWith("state/")) note(name, values);
    else noteTensor("after", name, values);
  }
  return found;
}

/** By branch the cosine with main, on everything shared and by stage; NaN where there is none. */
async function agreementOf(
  experiment: Experiment,
  { graph, plan, probeTerms }: ArmNetwork,
  executor: Executor,
  batch: Batch,
): Promise<readonly (readonly [name: string, value: number])[]> {
  const terms = allTerms({ terms: plan.terms, probeTerms });
  const time = { step: 0, budget: experiment.training.budget };
  const request = probeRequest(graph, terms, batch.labels.length / plan.views, time, false);
  const probe = await executor.probe(batch, request.losses, 0);
  return graph.heads.slice(1).flatMap(({ branch }) => {
    const shared = sharedParameters(graph, MAIN, branch);
    const stages = [...new Set(shared.map(({ stage }) => stage))];
    const of = (stage: string | undefined): number => {
      const layers = new Set(
        shared.filter((one) => stage === undefined || one.stage === stage).map(({ layer }) => layer),
      );
      const gram = sumGram(probe, ({ layer }) => layers.has(layer));
      return cosine(gram, lossId("ce", MAIN), lossId("ce", branch)) ?? Number.NaN;
    };
    const stageModule = (stage: string): string => stage.replace(/^s(\d+)$/, "layer$1");
    const at = `agreement/${moduleOf(branch)}`;
    return [
      [`${at}/all`, of(undefined)] as const,
      ...stages.map((stage) => [`${at}/${stageModule(stage)}`, of(stage)] as const),
    ];
  });
}
