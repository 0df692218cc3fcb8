import { writeFileSync } from "node:fs";
import { ARM_LETTERS } from "../../src/experiment/experiment";
import { armTitle } from "../../src/experiment/network";
import { writeOnnx } from "../../src/torch/onnx";
import { writeSafetensors } from "../../src/torch/safetensors";
import { partOf, torchTensors } from "../../src/torch/weights";
import { WEIGHTS_KEY_DIGITS } from "../../src/schema/field";
import { weightsHash } from "../../src/storage/weightsHash";
import type { Command } from "./command";
import { parseOptions } from "./options";
import { STORED_RUN_HELP } from "./storedRun";
import { keptArm } from "./weightsOf";

const OPTIONS = {
  to: { takesValue: true },
  arm: { takesValue: true },
  main: { takesValue: false },
  folded: { takesValue: false },
};

/** Writes a run's network as other programs read it. */
export const weights: Command = {
  name: "weights",
  summary: "Writes the network of a run as safetensors in PyTorch's names and layouts, or what ships of it as ONNX.",
  usage: `<run> --to FILE [options]

  <run>              a run that was trained with --out FILE, or ${STORED_RUN_HELP}
  --to FILE          FILE.safetensors, or FILE.onnx (opset 17, images [batch, channels, height, width])
  --arm A            which arm; the first when absent
  --main             safetensors of main's path alone, without branches
  --folded           ONNX with batch norms folded into the convolutions before them`,
  async run(args, io) {
    const { positional, values, problems } = parseOptions(args, OPTIONS);
    const wrong = [...problems];
    const [run] = positional;
    const to = values.get("to");
    if (run === undefined || positional.length > 1) wrong.push(`one run is expected, got ${positional.length}`);
    if (to === undefined) wrong.push("--to is missing: the file that is written");
    else if (!/\.(safetensors|onnx)$/.test(to))
      wrong.push(`--to ${to}: expected a name that ends in .safetensors or .onnx`);
    for (const problem of wrong) io.err(`lab weights: ${problem}`);
    if (wrong.length > 0 || run === undefined || to === undefined) return 2;
    const { experiment, link, arm, graph, step, tensors } = keptArm(run, values.get("arm"));
    const of = experiment.arms[arm];
    const metadata = {
      link: `#${link}`,
      arm: `${ARM_LETTERS[arm] ?? ""} ${of === undefined ? "" : armTitle(of)}`,
      seed: String(experiment.seed),
      step: String(step),
      data: JSON.stringify(experiment.dataset),
    };
    const part = partOf(graph, values.has("main") ? "main" : "whole");
    const bytes = to.endsWith(".onnx")
      ? writeOnnx(graph, tensors, { folded: values.has("folded"), metadata })
      : writeSafetensors(torchTensors(part, tensors), metadata);
    writeFileSync(to, bytes);
    io.out(`${to}: arm ${ARM_LETTERS[arm] ?? ""} after ${step} steps, ${bytes.length} bytes`);
    if (to.endsWith(".safetensors")) {
      const names = new Set([...part.parameters, ...part.statistics].map(({ name }) => name));
      const written = new Map([...tensors].filter(([name]) => names.has(name)));
      const key = (await weightsHash(written)).slice(0, WEIGHTS_KEY_DIGITS);
      io.out(`Key of these weights, for arms that learn or start from them: ${key}`);
    }
    return 0;
  },
};
