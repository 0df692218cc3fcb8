import { channelsAfter, leavesRawSum, type BlockSpec } from "../graph/blocks/block";
import { ARM_LETTERS, type Experiment } from "../experiment/experiment";
import { builtNetworks } from "../experiment/expansion";
import { armTitle, backboneEntry, backboneSpecOf, datasetInfoOf, forkSpecs } from "../experiment/network";
import { MAIN, type NetworkGraph } from "../graph/networkGraph";
import type { BackboneSpec, ForkSpec, SkipSpec } from "../graph/spec";
import { assemble, type Templates } from "./assemble";
import { blockPart, type Part } from "./blocks";
import { headPart } from "./heads";
import { dropoutNames, moduleOf, siteModule, stageModule } from "./names";
import { call, dictionary, literal, written, type Python } from "./python";

/** Every head, where the trunk has none of its own. */
const POOLED = { kind: "pooledLinear" } as const;

/** The name of an arm in the project: its letter, small. */
export const armName = (index: number): string => (ARM_LETTERS[index] ?? "").toLowerCase();

/** Collects the templates that are used while lines are written. */
type Use = (part: Part) => Python;

/** `model.py`: the classes of every block and head that the experiment has, and a function for each arm's network. */
export function modelFile(experiment: Experiment, templates: Templates): string {
  const backbone = backboneSpecOf(experiment);
  const { height, width, channels, classes } = datasetInfoOf(experiment);
  const used = new Set<string>();
  const use: Use = ({ template, made }) => {
    used.add(template);
    return made;
  };
  const networks = builtNetworks(experiment);
  const [first] = networks;
  if (first === undefined) return "";
  const trunk = trunkText(
    backbone,
    first.graph,
    channels,
    classes,
    use,
    backboneEntry(experiment.backbone.kind).name(experiment.backbone),
    `${height} × ${width} × ${channels}`,
  );
  const arms = networks.map(({ graph }, index) => {
    const arm = experiment.arms[index];
    return arm === undefined ? "" : armText(index, armTitle(arm), backbone, forkSpecs(experiment, arm), graph, use);
  });
  const table = `NETWORKS = ${written(dictionary(networks.map((_, index) => [armName(index), `network_${armName(index)}`])), 0, 11)}`;
  const blocks = [...used].filter((path) => !path.startsWith("heads/"));
  const heads = [...used].filter((path) => path.startsWith("heads/"));
  return assemble(templates, "model", [...blocks, ...heads, "network"], [trunk, ...arms, table].join("\n\n\n"));
}

function trunkText(
  backbone: BackboneSpec,
  graph: NetworkGraph,
  channels: number,
  classes: number,
  use: Use,
  name: string,
  size: string,
): string {
  const stem = backbone.stem.length;
  const stages: readonly StageBlocks[] = [
    { stage: "stem", blocks: backbone.stem, path: (index) => (stem === 1 ? "stem" : `stem${index + 1}`) },
    ...backbone.stages.map((blocks, stage): StageBlocks => ({
      stage: `s${stage + 1}`,
      blocks,
      path: (index) => `s${stage + 1}b${index + 1}`,
    })),
  ];
  const { lines, end, into } = stageLines(stages, channels, graph, use, false);
  const head = use(
    headPart(backbone.head?.spec ?? POOLED, {
      channels: end,
      classes,
      norm: backbone.finalNorm,
      shapeOf: shapesUnder(graph, MAIN),
      pool: 0,
    }),
  );
  const skips = skipLines(backbone.skips, into, use);
  const made = call("Network", [dictionary(lines), head, "branches"], { skips });
  return functionText("trunk(branches: dict[str, Branch])", `${name}, ${size}`, made);
}

function armText(
  index: number,
  title: string,
  backbone: BackboneSpec,
  forks: readonly ForkSpec[],
  graph: NetworkGraph,
  use: Use,
): string {
  const branches = dictionary(forks.map((fork) => [moduleOf(fork.id), branchText(backbone, fork, graph, use)]));
  const draws = dropoutNames(graph);
  const made = call("trunk", [branches]);
  const names = dictionary(draws.map(([module, name]) => [module, literal(name)]));
  if (draws.length > 0) use({ template: "withDraws", made: "" });
  return functionText(
    `network_${armName(index)}()`,
    `Arm ${ARM_LETTERS[index] ?? ""}: ${title}`,
    draws.length === 0 ? made : call("with_draws", [made, names]),
  );
}

/** A function that returns a network. */
function functionText(signature: string, told: string, made: Python): string {
  return [`def ${signature} -> Network:`, `    """${told}."""`, `    return ${written(made, 4, 11)}`].join("\n");
}

function branchText(backbone: BackboneSpec, fork: ForkSpec, graph: NetworkGraph, use: Use): Python {
  const { id, site, branch, observer } = fork;
  const prefix = `branch.${id}`;
  const from = graph.sites.find((candidate) => candidate.id === site)?.shape.at(-1) ?? 0;
  const stages = branch.stages.map(({ stage, blocks }): StageBlocks => ({
    stage,
    blocks,
    path: (index) => `${prefix}.${stage}b${index + 1}`,
  }));
  const { lines, end, into, raw } = stageLines(stages, from, graph, use, backbone.finalNorm && site !== "input");
  const pool = graph.nodes.find(({ name }) => name === `${prefix}.head.pool`)?.primitive;
  const head = use(
    headPart(branch.head, {
      channels: end,
      classes: graph.classes,
      norm: raw,
      shapeOf: shapesUnder(graph, `${prefix}.head`),
      pool: pool?.op === "averagePool" ? pool.kernel : 0,
    }),
  );
  return call("Branch", [literal(siteModule(site, backbone.stem.length)), dictionary(lines), head], {
    skips: skipLines(branch.skips, into, use),
    before_activation: branch.tap === "beforeActivation" ? literal(true) : undefined,
    watches: observer ? literal(true) : undefined,
  });
}

interface StageBlocks {
  readonly stage: string;
  readonly blocks: readonly BlockSpec[];
  readonly path: (index: number) => string;
}

/** Channels that come into a stage, and those that its skips read. */
interface Into {
  readonly channels: number;
  readonly start: number;
}

interface StageLines {
  readonly lines: readonly (readonly [module: string, made: Python])[];
  /** Channels at the end. */
  readonly end: number;
  readonly into: ReadonlyMap<string, Into>;
  /** Whether the path ends in a raw sum. */
  readonly raw: boolean;
}

/** The blocks of a path. @param rawAtFirst whether it begins behind a raw sum, so that a block may need a batch norm before it. */
function stageLines(
  stages: readonly StageBlocks[],
  inputs: number,
  graph: NetworkGraph,
  use: Use,
  rawAtFirst: boolean,
): StageLines {
  const into = new Map<string, Into>();
  let channels = inputs;
  let start = inputs;
  let raw = rawAtFirst;
  const normed = new Set(graph.nodes.map(({ name }) => name).filter((name) => name.endsWith(".forkNorm")));
  const lines = stages.map(({ stage, blocks, path }) => {
    into.set(stage, { channels, start });
    const made = blocks.map((block, index) => {
      const at = path(index);
      const part = use(blockPart(block, channels, shapesUnder(graph, at)));
      const own = normed.has(`${at}.forkNorm`)
        ? use({ template: "normFirst", made: call("NormFirst", [String(channels), part]) })
        : part;
      channels = channelsAfter(block, channels);
      raw = leavesRawSum(block, raw);
      return own;
    });
    if (stage === "stem") start = channels;
    return [stageModule(stage), call("nn.Sequential", repeated(made))] as const;
  });
  return { lines, end: channels, into, raw };
}

/** Equal blocks in a row as one line. */
function repeated(made: readonly Python[]): readonly Python[] {
  const lines: Python[] = [];
  for (let from = 0; from < made.length;) {
    const piece = made[from] ?? "";
    const text = written(piece);
    let to = from;
    while (to < made.length && written(made[to] ?? "") === text) to += 1;
    lines.push(to - from < 3 ? piece : `*(${text} for _ in range(${to - from}))`);
    if (to - from === 2) lines.push(piece);
    from = to;
  }
  return lines;
}

function skipLines(
  skips: readonly SkipSpec[] | undefined,
  into: ReadonlyMap<string, Into>,
  use: Use,
): Python | undefined {
  const stages = [...into].flatMap(([stage, { channels, start }]) => {
    const own = (skips ?? []).filter((skip) => skip.into === stage);
    const made = own.map(({ hidden, kernel }) =>
      use({ template: "skip", made: call("Skip", [start, channels, hidden, kernel].map(String)) }),
    );
    return made.length === 0 ? [] : [[stageModule(stage), { open: "[", items: made, close: "]" }] as const];
  });
  return stages.length === 0 ? undefined : dictionary(stages);
}

/** Shapes of the parameters under a path. */
function shapesUnder(graph: NetworkGraph, path: string): (name: string) => readonly number[] {
  return (name) => graph.parameters.find((parameter) => parameter.name === `${path}.${name}`)?.shape ?? [];
}
