import { ARM_LETTERS, type Experiment } from "../../src/experiment/experiment";
import { armNetwork, armTitle } from "../../src/experiment/network";
import { cosine, normRatio, splitHalf, sumGram } from "../../src/graph/agreement";
import { sharedStages } from "../../src/graph/sharedPath";
import type { ProbeRecord, TrainEvent } from "../../src/protocol/event";
import { engineReason } from "../../src/ui/words/reasonWords";
import { labErrorText } from "./labErrorText";
import { textTable } from "./table";

const digits = (value: number | null | undefined, places = 3): string =>
  value == null ? "–" : value.toFixed(places).replace(/^(-?)0\./, "$1.");

/** One line of progress; undefined for events that are not worth one. */
export function describeEvent(event: TrainEvent, all: readonly TrainEvent[]): string | undefined {
  switch (event.type) {
    case "preparing":
      return event.done === event.total && event.what !== "engine" ? `prepared ${event.what}` : undefined;
    case "started": {
      const { engine, backend, adapter } = event.engine;
      const reason = engineReason(event.engine);
      const why = reason === undefined ? "" : `, because ${reason}`;
      return `engine ${engine} on ${backend}${adapter === "" ? "" : ` (${adapter})`}${why}`;
    }
    case "step": {
      if (event.step % 10 !== 0) return undefined;
      const steps = all.filter((each) => each.type === "step").slice(-10);
      const mean = steps.reduce((sum, each) => sum + each.stepMs, 0) / Math.max(1, steps.length);
      const losses = event.arms.map((arm, index) => `${ARM_LETTERS[index]} ${digits(arm.total)}`).join("  ");
      return `step ${event.step}: loss ${losses}; ${mean.toFixed(0)} ms a step`;
    }
    case "evaluation": {
      // Where people are found again, nothing is classified.
      const name = event.arms[0]?.["accuracy"] === undefined ? "map" : "accuracy";
      const main = event.arms.map((arm, index) => `${ARM_LETTERS[index]} ${digits(arm[name]?.["main"])}`);
      return `step ${event.step}: ${name === "map" ? "mAP" : name} on ${event.images} ${event.split ?? "test"} images, main head: ${main.join("  ")}`;
    }
    case "finished": {
      if (event.early !== undefined) {
        return `stopped early at step ${event.step}: no arm improved for ${event.early.evaluations} evaluations`;
      }
      if (event.divergence === undefined) return `${event.reason} at step ${event.step}`;
      const { arm, what, value, kind, step = event.step, term } = event.divergence;
      const named = kind === undefined ? what : `${what} (${kind})`;
      const shown = term === undefined ? "" : `, shown first by ${term}`;
      return `diverged at step ${event.step}: arm ${arm}, ${named} became ${value} at step ${step}${shown}; try a lower learning rate`;
    }
    case "failed":
      return `failed at step ${event.step}: ${labErrorText(event.error)}`;
    default:
      return undefined;
  }
}

/** The results of a run as tables: heads by metric, agreement by stage. */
export function summary(experiment: Experiment, events: readonly TrainEvent[]): readonly string[] {
  const evaluation = events.findLast((event) => event.type === "evaluation");
  const lines: string[] = [];
  if (evaluation?.type === "evaluation") {
    const series = Object.keys(evaluation.arms[0] ?? {});
    const rows = evaluation.arms.flatMap((arm, index) =>
      Object.keys(arm[series[0] ?? ""] ?? {}).map((branch) => [
        `${ARM_LETTERS[index]} ${title(experiment, index)}`,
        branch,
        ...series.map((name) => digits(arm[name]?.[branch])),
      ]),
    );
    lines.push(
      `Step ${evaluation.step}, ${evaluation.images} ${evaluation.split ?? "test"} images`,
      ...textTable(["arm", "head", ...series], rows),
    );
  }
  const probes = events.filter((event) => event.type === "probe");
  for (const kind of ["live", "reference"] as const) {
    const last = probes.findLast((event) => event.kind === kind);
    if (last === undefined) continue;
    const batches =
      kind === "live" ? [last] : probes.filter((event) => event.kind === kind && event.step === last.step);
    lines.push(
      "",
      `Agreement of main and branch, ${kind} probe at step ${last.step} (cosine of cross-entropy gradients)`,
    );
    lines.push(
      ...agreementTable(
        experiment,
        batches.map((event) => event.arms),
      ),
    );
  }
  return lines;
}

function title(experiment: Experiment, index: number): string {
  const arm = experiment.arms[index];
  return arm === undefined ? "" : armTitle(arm);
}

function agreementTable(experiment: Experiment, batches: readonly (readonly ProbeRecord[])[]): readonly string[] {
  const stages = new Set<string>();
  const rows: string[][] = [];
  const networks = experiment.arms.map((arm) => armNetwork(experiment, arm).graph);
  for (const network of networks) for (const stage of network.stages) stages.add(stage);
  networks.forEach((network, index) => {
    for (const { branch } of network.heads.slice(1)) {
      const shared = sharedStages(network, "main", branch);
      const mean = (measure: (probe: ProbeRecord) => number | null): number | null => {
        const values = batches.map((arms) => arms[index]).flatMap((probe) => (probe ? [measure(probe)] : []));
        const known = values.filter((value) => value !== null);
        return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
      };
      const within = (stage: string) => (probe: ProbeRecord) =>
        cosine(
          sumGram(probe, (layer) => layer.stage === stage),
          "ce/main",
          `ce/${branch}`,
        );
      const whole = (probe: ProbeRecord) => sumGram(probe, (layer) => shared.includes(layer.stage));
      rows.push([
        `${ARM_LETTERS[index]} ${title(experiment, index)}`,
        branch,
        ...[...stages].map((stage) => (shared.includes(stage) ? digits(mean(within(stage))) : "no path")),
        digits(mean((probe) => cosine(whole(probe), "ce/main", `ce/${branch}`))),
        digits(
          mean((probe) => normRatio(whole(probe), "ce/main", `ce/${branch}`)),
          2,
        ),
        digits(mean((probe) => splitHalf(whole(probe)))),
      ]);
    }
  });
  return textTable(["arm", "branch", ...stages, "shared path", "norm ratio", "split half"], rows);
}
