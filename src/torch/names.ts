import type { NetworkGraph } from "../graph/networkGraph";

/** The last part of a tensor's name in PyTorch, by what it is. */
const ROLES: { readonly [role: string]: string } = {
  kernel: "weight",
  weight: "weight",
  bias: "bias",
  gamma: "weight",
  beta: "bias",
  mean: "running_mean",
  variance: "running_var",
};

/** A branch's name as a module's: no dots. */
export const moduleOf = (branch: string): string => branch.replaceAll(".", "_");

/** A stage as a module: `layer2`, `stem`; blocks of a branch's own before its head are its `neck`. */
export function stageModule(stage: string): string {
  const match = /^s(\d+)$/.exec(stage);
  if (match !== null) return `layer${match[1] ?? ""}`;
  return stage === "head" ? "neck" : stage;
}

/**
 * The module behind which a site lies.
 * @param stem blocks of the trunk's stem.
 */
export function siteModule(site: string, stem: number): string {
  const match = /^s(\d+)b(\d+)$/.exec(site);
  if (match !== null) return `layer${match[1] ?? ""}.${Number(match[2]) - 1}`;
  return site === "stem" ? `stem.${stem - 1}` : site;
}

/**
 * What every tensor of a network is called in PyTorch, as torchvision would: `s1b2.conv1.kernel` is `layer1.1.conv1.weight`,
 * `branch.s1b2.head.dense.bias` is `branches.s1b2.head.fc.bias`. Those of a frozen teacher are left out: it is a second
 * network whose names are these.
 */
export function torchNames(graph: NetworkGraph): ReadonlyMap<string, string> {
  const paths = pathsOf(graph);
  const tensors = [...graph.parameters, ...graph.statistics].filter(({ frozen }) => frozen !== true);
  return new Map(
    tensors.map(({ name, role }) => [name, `${paths(name.slice(0, name.lastIndexOf(".")))}.${ROLES[role] ?? role}`]),
  );
}

/** The modules that draw dropout masks, and the names that they draw them by. */
export function dropoutNames(graph: NetworkGraph): readonly (readonly [module: string, name: string])[] {
  const paths = pathsOf(graph);
  return graph.nodes.flatMap(({ name, primitive, frozen }) =>
    primitive.op === "dropout" && primitive.rate > 0 && frozen !== true ? [[paths(name), name] as const] : [],
  );
}

/** From a node's path to its module's. */
function pathsOf(graph: NetworkGraph): (path: string) => string {
  // The longest first: `s1b1.2` is another branch than `s1b1`.
  const branches = graph.heads.map(({ branch }) => branch).toSorted((a, b) => b.length - a.length);
  const normed = new Set(
    graph.nodes.flatMap(({ name }) => (name.endsWith(".forkNorm") ? [name.slice(0, -".forkNorm".length)] : [])),
  );
  return (path) => {
    const branch = branches.find((id) => path.startsWith(`branch.${id}.`));
    const own = branch === undefined ? path : path.slice(`branch.${branch}.`.length);
    const prefix = branch === undefined ? "" : `branches.${moduleOf(branch)}.`;
    const [block = "", ...rest] = own.split(".");
    const wrapped = normed.has(path.slice(0, path.length - rest.join(".").length - 1)) && rest[0] !== "forkNorm";
    return `${prefix}${blockModule(block)}.${wrapped ? "block." : ""}${rest.map(localModule).join(".")}`;
  };
}

function blockModule(block: string): string {
  if (block === "main" || block === "head") return "head";
  const skip = /^s(\d+)skip(\d*)$/.exec(block);
  if (skip !== null) return `skips.layer${skip[1] ?? ""}.${skip[2] === "" ? 0 : Number(skip[2]) - 1}`;
  const stem = /^stem(\d*)$/.exec(block);
  if (stem !== null) return `stem.${stem[1] === "" ? 0 : Number(stem[1]) - 1}`;
  const match = /^(.+)b(\d+)$/.exec(block);
  return match === null ? block : `${stageModule(match[1] ?? "")}.${Number(match[2]) - 1}`;
}

/** `norm2` is `bn2`, `convExpand` is `conv_expand`, a shortcut is `downsample`. */
function localModule(name: string): string {
  if (name === "convShortcut") return "downsample.0";
  if (name === "normShortcut") return "downsample.1";
  if (name === "dense") return "fc";
  return name.replace(/^norm/, "bn").replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
