import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import ts from "typescript";
import { afterAll, describe, expect, it } from "vitest";
import { entryProblems } from "../src/catalog/entryProblems";
import type { Entry } from "../src/catalog/registry";
import type { BlockKind } from "../src/graph/blocks/blockKind";
import { GraphBuilder } from "../src/graph/graphBuilder";
import type { TermKind } from "../src/graph/terms/termKind";
import { issuesOf } from "../src/experiment/networks";
import type { Lesson } from "../src/lessons/lesson";
import { piecesOf } from "../src/lessons/markup";
import { glossary } from "../src/ui/words/glossary";
import { root } from "./setup.mjs";

const documents = readdirSync(root).filter((name) => name.endsWith(".md"));
const read = (name: string): string => readFileSync(join(root, name), "utf8");

/** Text in backticks that names a file or folder of the repository. */
const paths = documents.flatMap((document) =>
  [...read(document).matchAll(/`((?:src|scripts|e2e|bench|fixtures)\/[^`*<\s]*)`/g)].map(([, path = ""]) => path),
);

/** `npm run name` and `npm name`. */
const commands = documents.flatMap((document) =>
  [...read(document).matchAll(/\bnpm (?:run ([\w:]+)|(start|test)\b)/g)].map(([, run, short]) => run ?? short ?? ""),
);

/** Code blocks that begin with the path at which they would stand. */
const examples = [...read("CONTRIBUTING.md").matchAll(/```ts\n\/\/ (src\/\S+\.ts)\n([\s\S]*?)```/g)].map(
  ([, path = "", text = ""]) => ({ path, text }),
);

describe("the documents", () => {
  it("name files and folders that exist", () => {
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it("name commands that exist", () => {
    const { scripts } = JSON.parse(read("package.json")) as { readonly scripts: object };
    expect(commands.filter((command) => !Object.hasOwn(scripts, command))).toEqual([]);
  });

  it("were looked at", () => {
    expect(paths.length).toBeGreaterThan(40);
    expect(commands.length).toBeGreaterThan(10);
    expect(examples).toHaveLength(10);
  });
});

describe("the examples of CONTRIBUTING.md", () => {
  it("compile as they stand, and one with a mistake does not", () => {
    const files = new Map(examples.map(({ path, text }) => [resolve(root, path), text]));
    const [example] = examples;
    const mistaken = (example?.text ?? "").replace("initial: 2,", 'initial: "two",');
    expect(mistaken).not.toBe(example?.text);
    files.set(resolve(root, "src/catalog/backbones/mistaken.ts"), mistaken);
    expect(problemsOf(files)).toEqual([
      expect.stringMatching(/mistaken\.ts: Type 'string' is not assignable to type 'number'/),
    ]);
  }, 60_000);

  const folder = mkdtempSync(join(tmpdir(), "forklab-examples-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  /** What an example exports under its file's name. */
  async function exported({ path, text }: (typeof examples)[number]): Promise<unknown> {
    // Imports lead from where the file would stand.
    const absolute = text.replace(
      /from "(\.[^"]+)"/g,
      (_, from: string) => `from "${resolve(root, dirname(path), from)}"`,
    );
    const file = join(folder, basename(path));
    writeFileSync(file, absolute);
    const module = (await import(pathToFileURL(file).href)) as { readonly [name: string]: unknown };
    const [[name, value] = []] = Object.entries(module);
    expect(name).toBe(basename(path, ".ts"));
    return value;
  }

  const entries = examples.filter(({ path }) => path.startsWith("src/catalog/") && !path.endsWith("index.ts"));
  it.each(entries)("$path keeps the contract of all entries", async (example) => {
    const entry = (await exported(example)) as Entry;
    expect(entryProblems(basename(example.path, ".ts"), entry)).toEqual([]);
  });

  const blocks = examples.filter(({ path }) => path.startsWith("src/graph/blocks/"));
  it.each(blocks)("$path builds what its record says", async (example) => {
    const kind = (await exported(example)) as BlockKind<BlockExample>;
    const block = { op: basename(example.path, ".ts"), filters: 5, stride: 2 };
    const builder = new GraphBuilder([8, 8, 3]);
    const output = kind.build(builder, { branch: "main", stage: "s1", path: "s1b1" }, "input", block);
    const size = 8 / kind.strideOf(block);
    expect(builder.shapeOf(output)).toEqual([size, size, kind.channelsAfter(block, 3)]);
  });

  const terms = examples.filter(({ path }) => path.startsWith("src/graph/terms/"));
  it.each(terms)("$path names its inputs", async (example) => {
    const kind = (await exported(example)) as TermKind<{ readonly kind: string; readonly logits: string }>;
    expect(kind.inputs({ kind: basename(example.path, ".ts"), logits: "main.logits" })).toEqual({
      logits: "main.logits",
    });
  });

  const lessons = examples.filter(({ path }) => path.startsWith("src/lessons/"));
  it.each(lessons)("$path says only what the page can show", async (example) => {
    const { steps } = (await exported(example)) as Lesson;
    expect(steps.length).toBeGreaterThan(0);
    for (const { text, deeds = {}, experiment } of steps) {
      expect(experiment === undefined ? [] : issuesOf(experiment)).toEqual([]);
      for (const piece of text.flatMap(piecesOf)) {
        if (piece.kind === "term") expect(Object.keys(glossary)).toContain(piece.id);
        if (piece.kind === "do") expect(Object.keys(deeds)).toContain(piece.id);
      }
    }
  });

  it("belong to one of these", () => {
    expect(entries.length + blocks.length + terms.length + lessons.length + 1).toBe(examples.length);
  });
});

interface BlockExample {
  readonly op: string;
  readonly filters: number;
  readonly stride: number;
}

/** What the compiler has against some files that need not exist, under the settings of this repository. */
function problemsOf(files: ReadonlyMap<string, string>): readonly string[] {
  const { config } = ts.readConfigFile(join(root, "tsconfig.json"), (path) => readFileSync(path, "utf8")) as {
    readonly config: { readonly compilerOptions: object };
  };
  // Without the types of browser and Node, which the examples do not use and which take most of the time.
  const settings = { ...config.compilerOptions, lib: ["ES2024"], types: [] };
  const { options } = ts.convertCompilerOptionsFromJson(settings, root);
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (path) => files.has(resolve(path)) || fileExists(path);
  host.readFile = (path) => files.get(resolve(path)) ?? readFile(path);
  host.getSourceFile = (path, version, ...rest) => {
    const text = files.get(resolve(path));
    return text === undefined ? getSourceFile(path, version, ...rest) : ts.createSourceFile(path, text, version, true);
  };
  const program = ts.createProgram([...files.keys()], options, host);
  return [...files.keys()].flatMap((path) => {
    const source = program.getSourceFile(path);
    if (source === undefined) return [`${path} was not read`];
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
      ({ messageText }) => `${path}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`,
    );
  });
}
