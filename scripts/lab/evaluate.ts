import { plainSource } from "../../src/data/batchSource";
import { normalisationTable } from "../../src/data/normalise";
import { countCorrect } from "../../src/engine/countCorrect";
import { kernelModule } from "../../src/engine/wasm/kernelModule";
import { WasmExecutor } from "../../src/engine/wasm/wasmExecutor";
import { ARM_LETTERS } from "../../src/experiment/experiment";
import { builtNetworks } from "../../src/experiment/expansion";
import { datasetEntry, datasetInfoOf } from "../../src/experiment/network";
import { initialWeights } from "../../src/torch/weights";
import { executorPlanOf } from "../../src/training/executorPlan";
import type { Command } from "./command";
import { EXPERIMENT_HELP, readExperiment } from "./experimentArgument";
import { DATA_HELP, withImages } from "./imagesArgument";
import { parseOptions } from "./options";
import { readWeights } from "./weightsOf";

const OPTIONS = { weights: { takesValue: true }, arm: { takesValue: true }, data: { takesValue: true } };
/** Images at once. */
const CHUNK = 512;

/** How well weights from elsewhere classify the test images. */
export const evaluate: Command = {
  name: "evaluate",
  summary: "How well the weights of a safetensors file classify the test images, with the network of an arm.",
  usage: `<link or preset> --weights FILE [options]

  ${EXPERIMENT_HELP}
  --weights FILE     safetensors in PyTorch's names, whole or main's path alone: of lab weights, or of a project's train.py
  --arm A            whose network it is; the first when absent
  ${DATA_HELP}`,
  async run(args, io) {
    const { positional, values, problems } = parseOptions(args, OPTIONS);
    const wrong = [...problems];
    const path = values.get("weights");
    if (path === undefined) wrong.push("--weights is missing: a file of safetensors");
    for (const problem of wrong) io.err(`lab evaluate: ${problem}`);
    if (wrong.length > 0 || path === undefined) return 2;
    const read = readExperiment(positional[0], io);
    if (read === undefined) return 2;
    const data = values.get("data");
    const given = data === undefined ? undefined : await withImages(read.experiment, data, "node", io);
    const experiment = given?.experiment ?? read.experiment;
    const letter = values.get("arm")?.toUpperCase() ?? "A";
    const network = builtNetworks(experiment)[(ARM_LETTERS as readonly string[]).indexOf(letter)];
    if (network === undefined) {
      io.err(
        `lab evaluate: --arm ${letter}: expected one of ${ARM_LETTERS.slice(0, experiment.arms.length).join(", ")}`,
      );
      return 2;
    }
    const { graph, plan } = network;
    const { part, tensors } = readWeights(path, graph);
    const load = given?.images.cache === undefined ? {} : { cache: given.images.cache };
    const { test } = await datasetEntry(experiment.dataset.kind).load(experiment.dataset, experiment.seed, load);
    const drawn = initialWeights(graph, experiment.seed);
    const frozen = new Map(
      [...graph.parameters, ...graph.statistics].flatMap((one) =>
        one.frozen === true ? [[one.name, new Float32Array(one.shape.reduce((a, b) => a * b, 1))] as const] : [],
      ),
    );
    const execution = executorPlanOf(experiment, network, { views: plan.views, frozen });
    const executor = new WasmExecutor(execution, await kernelModule());
    await executor.restore({ step: 0, tensors: new Map([...drawn, ...frozen, ...tensors]), variants: {} });
    const table = normalisationTable(datasetInfoOf(experiment));
    const correct = new Map<string, number>();
    for (let start = 0; start < test.count; start += CHUNK) {
      const rows = Math.min(CHUNK, test.count - start);
      const indices = Uint32Array.from({ length: rows }, (_, row) => start + row);
      const labels = Int32Array.from(test.labels.subarray(start, start + rows));
      for (const { branch, logits } of await executor.evaluate(plainSource(test, table, indices))) {
        correct.set(branch, (correct.get(branch) ?? 0) + countCorrect(logits, labels, graph.classes));
      }
    }
    executor.dispose();
    for (const [branch, count] of correct) {
      if (part === "main" && branch !== "main") continue;
      io.out(`${branch}  ${(count / test.count).toFixed(4)}  of ${test.count} test images`);
    }
    return 0;
  },
};
