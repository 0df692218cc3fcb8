import { asVector } from "../../graph/shape";
import type { NetworkGraph } from "../../graph/networkGraph";
import type { Term } from "../../graph/term";
import type { Values } from "./referenceForward";

export interface ReferenceTermInput {
  readonly graph: NetworkGraph;
  readonly rows: number;
  readonly labels: Int32Array;
  /** Tensors that the term reads live. */
  readonly tensors: Values;
  /** Tensors that stand for detached inputs: those of an unperturbed pass. */
  readonly constants: Values;
  readonly parameters: Values;
  readonly range?: readonly [from: number, to: number];
  /** Smallest variance seen so far, for global sample weights. */
  readonly lowest?: number;
}

/** The unweighted value of a term in double precision. */
export function referenceTerm(term: Term, input: ReferenceTermInput): number {
  const value = ungated(term, input);
  if (term.gate === undefined) return value;
  const norms = term.gate.l2Of.map((name) =>
    (input.parameters.get(name) ?? new Float64Array()).reduce((sum, w) => sum + w * w, 0),
  );
  return Math.max(0, norms.reduce((sum, norm) => sum + norm, value) - term.gate.gamma);
}

function ungated(term: Term, input: ReferenceTermInput): number {
  const { labels, rows } = input;
  const read = (role: string, name: string): Float64Array =>
    (term.detach.includes(role) ? input.constants : input.tensors).get(name) ?? new Float64Array();
  const classesOf = (name: string): number =>
    asVector(input.graph.nodes.find((node) => node.name === name)?.shape ?? [], name);
  switch (term.kind) {
    case "crossEntropy": {
      const classes = classesOf(term.logits);
      const z = read("logits", term.logits);
      return meanRows(term, input, (row) => {
        const logs = logSoftmax(z, row, classes, 1);
        return -logs.reduce((sum, log, c) => {
          const target = (c === labels[row] ? 1 - term.smoothing : 0) + term.smoothing / classes;
          return sum + target * log;
        }, 0);
      });
    }
    case "squaredHinge": {
      const classes = classesOf(term.logits);
      const z = read("logits", term.logits);
      return meanRows(term, input, (row) => {
        let sum = 0;
        for (let c = 0; c < classes; c += 1) {
          const sign = c === labels[row] ? 1 : -1;
          sum += Math.max(0, 1 - sign * (z[row * classes + c] ?? 0)) ** 2;
        }
        return sum;
      });
    }
    case "kl":
    case "softCrossEntropy": {
      const classes = classesOf(term.student);
      const [student, teacher] = [read("student", term.student), read("teacher", term.teacher)];
      const factor = term.kind === "kl" && term.factor === "squared" ? term.temperature ** 2 : 1;
      return meanRows(term, input, (row) => {
        const own = logSoftmax(student, row, classes, term.temperature);
        const other = logSoftmax(teacher, row, classes, term.temperature);
        return other.reduce((sum, log, c) => {
          const inner = term.kind === "kl" ? log - (own[c] ?? 0) : -(own[c] ?? 0);
          return sum + factor * Math.exp(log) * inner;
        }, 0);
      });
    }
    case "supCon": {
      const size = classesOf(term.embedding);
      const f = read("embedding", term.embedding);
      const similarity = (a: number, b: number): number => {
        let sum = 0;
        for (let k = 0; k < size; k += 1) sum += (f[a * size + k] ?? 0) * (f[b * size + k] ?? 0);
        return sum / term.temperature;
      };
      return meanRows(term, input, (row) => {
        let others = 0;
        for (let j = 0; j < rows; j += 1) if (j !== row) others += Math.exp(similarity(row, j));
        let [count, gain] = [0, 0];
        for (let j = 0; j < rows; j += 1) {
          const positive = term.positives === "label" ? labels[j] === labels[row] : j === (row + rows / 2) % rows;
          if (j === row || !positive) continue;
          count += 1;
          gain += similarity(row, j) - Math.log(others);
        }
        return count === 0 ? 0 : -gain / count;
      });
    }
    case "distance": {
      const [a, b] = [read("a", term.a), read("b", term.b)];
      const sum = a.reduce((total, value, index) => total + (value - (b[index] ?? 0)) ** 2, 0);
      return term.measure === "norm" ? Math.sqrt(sum) : sum / a.length;
    }
    default:
      return term satisfies never;
  }
}

function meanRows(term: Term, input: ReferenceTermInput, loss: (row: number) => number): number {
  const [from, to] = input.range ?? [0, input.rows];
  const weights = sampleWeights(term, input);
  let sum = 0;
  for (let row = from; row < to; row += 1) sum += (weights[row] ?? 0) * loss(row);
  return sum / input.rows;
}

function sampleWeights(term: Term, { rows, constants, lowest }: ReferenceTermInput): readonly number[] {
  const settings = term.sampleWeight;
  if (settings === undefined) return Array.from({ length: rows }, () => 1);
  const features = constants.get(settings.tensor) ?? new Float64Array();
  const size = features.length / rows;
  const variances = Array.from({ length: rows }, (_, row) => {
    const own = features.subarray(row * size, (row + 1) * size);
    const mean = own.reduce((sum, value) => sum + value, 0) / size;
    return own.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (size - 1);
  });
  const [least, most] = [Math.min(...variances), Math.max(...variances)];
  const low = settings.scaling === "global" ? Math.min(least, lowest ?? 1e5) : least;
  return variances.map((v) => Math.exp((settings.alpha * (v - low)) / (most - least)) - settings.beta);
}

function logSoftmax(z: Float64Array, row: number, classes: number, temperature: number): readonly number[] {
  const own = Array.from(z.subarray(row * classes, (row + 1) * classes), (value) => value / temperature);
  const most = Math.max(...own);
  const log = most + Math.log(own.reduce((sum, value) => sum + Math.exp(value - most), 0));
  return own.map((value) => value - log);
}
