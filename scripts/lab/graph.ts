import { ARM_LETTERS, type Experiment } from "../../src/experiment/experiment";
import { armNetwork, armTitle, backboneEntry, datasetEntry } from "../../src/experiment/network";
import { costByBranch, costOf, totalCost } from "../../src/graph/cost";
import type { NetworkGraph } from "../../src/graph/networkGraph";
import { sharedParameters, sharedStages } from "../../src/graph/sharedPath";
import { showShape, sizeOf } from "../../src/graph/shape";
import type { Command, Io } from "./command";
import { EXPERIMENT_HELP, readExperiment } from "./experimentArgument";
import { grouped, textTable } from "./table";

/** Prints what an experiment's networks are made of; nothing is allocated or trained. */
export const graph: Command = {
  name: "graph",
  summary: "Prints each arm's network: sites, shapes, parameters and multiply-adds per branch.",
  usage: `<link or preset> [--nodes]

  ${EXPERIMENT_HELP}
  --nodes            every primitive of every arm, too`,
  run(args, io) {
    const [argument] = args.filter((arg) => !arg.startsWith("--"));
    const unknown = args.find((arg) => arg.startsWith("--") && arg !== "--nodes");
    if (unknown !== undefined) {
      io.err(`lab graph: ${unknown} is not an option; there is --nodes`);
      return Promise.resolve(2);
    }
    const read = readExperiment(argument, io);
    if (read === undefined) return Promise.resolve(2);
    const { experiment, link } = read;
    io.out(`#${link}`);
    io.out(
      `${backboneEntry(experiment.backbone.kind).name(experiment.backbone)} on ` +
        `${datasetEntry(experiment.dataset.kind).name(experiment.dataset)}, seed ${experiment.seed}`,
    );
    experiment.arms.forEach((_, index) => printArm(experiment, index, args.includes("--nodes"), io));
    return Promise.resolve(0);
  },
};

function printArm(experiment: Experiment, index: number, withNodes: boolean, io: Io): void {
  const arm = experiment.arms[index];
  if (arm === undefined) return;
  const { graph: network, plan } = armNetwork(experiment, arm);
  io.out("");
  io.out(
    `${ARM_LETTERS[index]}  ${armTitle(arm)}: ${plan.terms.length} loss terms (${plan.terms.map(({ id }) => id).join(", ")})`,
  );
  io.out("");
  io.out("Sites");
  print(io, ["site", "after stage", "blocks passed", "shape", "trunk parameters", "forks"], siteRows(network));
  io.out("");
  io.out("Branches");
  print(
    io,
    ["branch", "fork", "design", "parameters", "multiply-adds", "shared parameters", "shared stages"],
    branchRows(network),
  );
  if (!withNodes) return;
  io.out("");
  io.out("Nodes");
  print(io, ["node", "op", "inputs", "shape", "parameters"], nodeRows(network));
}

function print(io: Io, head: readonly string[], rows: readonly (readonly string[])[]): void {
  for (const line of textTable(head, rows)) io.out(`  ${line}`);
}

function siteRows(network: NetworkGraph): string[][] {
  return network.sites.map((site) => {
    const passed = new Set(network.sites.filter((other) => other.position <= site.position).map(({ id }) => id));
    const { parameters } = costOf(
      network,
      ({ branch, name }) => branch === "main" && site.position >= 0 && passed.has(name.slice(0, name.indexOf("."))),
    );
    const forks = network.heads.filter((head) => head.site === site.id).map((head) => head.branch);
    return [
      site.id,
      site.stageEnd ? site.stage : "",
      String(Math.max(0, site.position)),
      showShape(site.shape),
      grouped(parameters),
      forks.join(" "),
    ];
  });
}

function branchRows(network: NetworkGraph): string[][] {
  const costs = costByBranch(network);
  const rows = network.heads.map((head) => {
    const cost = costs.get(head.branch) ?? { parameters: 0, multiplyAdds: 0 };
    const shared = head.branch === "main" ? [] : sharedParameters(network, "main", head.branch);
    const count = shared.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
    return [
      head.branch,
      head.site ?? "",
      head.observer ? `${head.design} (observer)` : head.design,
      grouped(cost.parameters),
      grouped(cost.multiplyAdds),
      head.branch === "main" ? "" : grouped(count),
      head.branch === "main" ? "" : sharedStages(network, "main", head.branch).join(" ") || "no shared path",
    ];
  });
  const total = totalCost(network);
  return [...rows, ["all", "", "", grouped(total.parameters), grouped(total.multiplyAdds), "", ""]];
}

function nodeRows(network: NetworkGraph): string[][] {
  const sizes = new Map(network.parameters.map(({ name, shape }) => [name, sizeOf(shape)]));
  return network.nodes.map((node) => [
    node.name,
    node.primitive.op,
    node.inputs.join(" "),
    showShape(node.shape),
    grouped(node.parameters.reduce((sum, name) => sum + (sizes.get(name) ?? 0), 0)),
  ]);
}
