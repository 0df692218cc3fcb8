import type { GraphNode, Head, NetworkGraph, Parameter, Statistic } from "./networkGraph";

/** Stands before every name of a frozen network within another's graph, and is the branch of its parts. */
export const TEACHER = "teacher";

/** A tensor's name in the frozen copy. */
export const teacherName = (name: string): string => (name === "input" ? name : `${TEACHER}.${name}`);

/**
 * A graph with a frozen copy of itself on the same images: always in inference mode, its weights given and never trained.
 * @returns the whole graph, whose heads are those of the original alone, and the copy's heads in the same order.
 */
export function withTeacher(graph: NetworkGraph): {
  readonly graph: NetworkGraph;
  readonly teacher: readonly Head[];
} {
  const nodes = graph.nodes
    .filter(({ primitive }) => primitive.op !== "input")
    .map((node): GraphNode => ({
      ...node,
      name: teacherName(node.name),
      inputs: node.inputs.map(teacherName),
      branch: TEACHER,
      stage: TEACHER,
      parameters: node.parameters.map(teacherName),
      statistics: node.statistics.map(teacherName),
      frozen: true,
    }));
  const parameters = graph.parameters.map((parameter): Parameter => ({
    ...parameter,
    name: teacherName(parameter.name),
    branch: TEACHER,
    stage: TEACHER,
    layer: teacherName(parameter.layer),
    frozen: true,
  }));
  const statistics = graph.statistics.map((statistic): Statistic => ({
    ...statistic,
    name: teacherName(statistic.name),
    branch: TEACHER,
    frozen: true,
  }));
  const teacher = graph.heads.map((head): Head => ({
    ...head,
    logits: teacherName(head.logits),
    embedding: teacherName(head.embedding),
    features: teacherName(head.features),
    ...(head.raw === undefined ? {} : { raw: teacherName(head.raw) }),
    ...(head.unit === undefined ? {} : { unit: teacherName(head.unit) }),
  }));
  return {
    graph: {
      ...graph,
      nodes: [...graph.nodes, ...nodes],
      parameters: [...graph.parameters, ...parameters],
      statistics: [...graph.statistics, ...statistics],
    },
    teacher,
  };
}

/** The weights of a finished run under their names in the frozen copy; optimiser slots and method state are left out. */
export function teacherTensors(
  graph: NetworkGraph,
  tensors: ReadonlyMap<string, Float32Array>,
): ReadonlyMap<string, Float32Array> {
  const wanted = [...graph.parameters, ...graph.statistics].flatMap(({ name, frozen }) =>
    frozen === true ? [name] : [],
  );
  return new Map(
    wanted.flatMap((name) => {
      const values = tensors.get(name.slice(TEACHER.length + 1));
      return values === undefined ? [] : [[name, values] as const];
    }),
  );
}
