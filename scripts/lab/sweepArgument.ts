import { findPreset } from "../../src/experiment/presets";
import { ConfigError } from "../../src/schema/configError";
import { makeSweep, sitesOf, type Sweep, type SweepChoice } from "../../src/sweep/sweep";
import { armsLeftOut } from "../../src/sweep/sweepStarts";
import { decodeSweep, parsePart, parseWeights } from "../../src/sweep/sweepLink";
import { buildText, whatText } from "../../src/ui/words/issueWords";
import { mendedText } from "../../src/ui/words/linkWords";
import { sweepWords } from "../../src/ui/words/sweepWords";
import type { Io } from "./command";
import { readExperiment } from "./experimentArgument";
import { readGiven } from "./inputError";

/** Options that say what is swept. */
export const SWEEP_OPTIONS = {
  sites: { takesValue: true },
  methods: { takesValue: true },
  designs: { takesValue: true },
  weights: { takesValue: true },
  vary: { takesValue: true },
  seeds: { takesValue: true },
  steps: { takesValue: true },
  part: { takesValue: true },
};

/**
 * A sweep from a preset or a link and options; what a link that is a sweep says holds where no option does.
 * @returns undefined when there is none; the reasons have been told.
 */
export function readSweep(
  argument: string | undefined,
  values: ReadonlyMap<string, string>,
  io: Io,
): Sweep | undefined {
  try {
    const linked = argument === undefined ? undefined : linkedSweep(argument, io);
    const base = linked?.base ?? readExperiment(argument, io)?.experiment;
    if (base === undefined) return undefined;
    const steps = values.get("steps");
    if (steps !== undefined && !/^[1-9]\d{0,5}$/.test(steps)) {
      throw new ConfigError("--steps", { code: "number", whole: true, min: 1, max: 999_999 }, steps);
    }
    const budgeted = steps === undefined ? base : { ...base, training: { ...base.training, budget: Number(steps) } };
    const part = values.has("part") ? parsePart(values.get("part") ?? "", "--part") : linked?.part;
    const withPart = part === undefined ? {} : { part };
    const dimensions = ["sites", "methods", "designs", "weights", "vary", "seeds"];
    if (linked !== undefined && !dimensions.some((name) => values.has(name))) {
      return { ...linked, base: budgeted, ...withPart };
    }
    for (const letter of armsLeftOut(base)) io.err(`lab sweep: ${sweepWords.leftOut(letter)}`);
    const designs = listOf(values.get("designs")) ?? linked?.designs;
    const weights = listOf(values.get("weights"));
    const numbers = weights === undefined ? linked?.weights : parseWeights(weights, "--weights");
    const further = varied(values.get("vary")) ?? linked?.further;
    return makeSweep(budgeted, {
      sites: listOf(values.get("sites")) ?? (linked === undefined ? forkSites(base) : sitesOf(linked)),
      methods: listOf(values.get("methods")) ?? [...new Set(base.arms.map(({ method }) => method.kind))],
      ...(designs === undefined ? {} : { designs }),
      ...(numbers === undefined ? {} : { weights: numbers }),
      ...(further === undefined ? {} : { further }),
      seeds: listOf(values.get("seeds"))?.map(seedOf) ?? linked?.seeds ?? [base.seed],
      ...withPart,
    });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    io.err(`lab sweep: ${buildText(error.fault)}`);
    return undefined;
  }
}

/** @returns undefined for anything that is no link of a sweep. */
export function linkedSweep(argument: string, io: Io): Sweep | undefined {
  if (findPreset(argument) !== undefined) return undefined;
  const { sweep, issues, mended } = decodeSweep(
    argument.startsWith("@") ? readGiven(argument.slice(1)).toString("utf8").trim() : argument,
  );
  if (sweep !== undefined && mended !== undefined) io.err(mendedText(mended));
  if (sweep !== undefined) for (const { path, what } of issues) io.err(`${path}: ${whatText(what)}`);
  return sweep;
}

function forkSites(base: Sweep["base"]): readonly string[] {
  return [...new Set(base.arms.flatMap(({ forks }) => forks.map(({ site }) => site)))];
}

/** `backbone.width=8,16` → that setting with these values. */
function varied(text: string | undefined): SweepChoice["further"] {
  if (text === undefined) return undefined;
  const [, path = "", list] = /^([a-z]+\.\w+)=(.+)$/i.exec(text) ?? [];
  if (list === undefined) {
    throw new ConfigError("--vary", { code: "varied" }, text);
  }
  return { path, values: listOf(list) ?? [] };
}

function listOf(text: string | undefined): readonly string[] | undefined {
  return text?.split(",").flatMap((part) => part.trim() || []);
}

function seedOf(text: string): number {
  const seed = Number(text);
  if (!/^\d{1,10}$/.test(text) || seed > 2 ** 31 - 1) {
    throw new ConfigError("--seeds", { code: "seedList" }, text);
  }
  return seed;
}
