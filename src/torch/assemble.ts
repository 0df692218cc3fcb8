/**
 * Templates are Python files that import each other by their names. Where several of them become one file of the project, what
 * they import of each other goes before them, and their other imports are gathered at the top.
 */

/** The text of every template by its path without the ending: `model/blocks/basic`. */
export type Templates = { readonly [path: string]: string };

interface Imports {
  /** `import numpy as np`, as they stand. */
  readonly whole: Set<string>;
  /** By module the names taken from it. */
  readonly from: Map<string, Set<string>>;
}

const LEADING = /^(?:from (\S+) import (.+)|import .+|\s*)$/;
/** Modules of Python itself that templates use. */
const LIBRARY = new Set([
  "collections",
  "dataclasses",
  "hashlib",
  "io",
  "re",
  "json",
  "math",
  "pathlib",
  "pickle",
  "struct",
  "tarfile",
  "gzip",
  "itertools",
]);
/** Files of the project that become no part of others. */
const PROJECT = new Set(["draws", "settings"]);

/**
 * One file made of templates and of what they need.
 * What `module.py` of the folder says stands at its top.
 * @param wanted paths of templates within `folder`, in the order in which they should stand.
 * @param written what follows them.
 */
export function assemble(templates: Templates, folder: string, wanted: readonly string[], written: string): string {
  const byModule = new Map(
    Object.keys(templates)
      .filter((path) => path.startsWith(`${folder}/`))
      .map((path) => [path.slice(path.lastIndexOf("/") + 1), path]),
  );
  const imports: Imports = { whole: new Set(), from: new Map() };
  const bodies = new Map<string, string>();
  const add = (path: string): void => {
    if (bodies.has(path)) return;
    const text = templates[path];
    if (text === undefined) throw new RangeError(`no template ${path}`);
    const lines = text.trimEnd().split("\n");
    const end = lines.findIndex((line) => !LEADING.test(line));
    for (const line of lines.slice(0, end)) {
      const match = /^from (\S+) import (.+)$/.exec(line);
      const local = byModule.get(match?.[1] ?? "");
      if (local !== undefined) add(local);
      else addImport(imports, line, match);
    }
    bodies.set(path, lines.slice(end).join("\n"));
  };
  for (const path of wanted) add(`${folder}/${path}`);
  for (const line of written.split("\n")) {
    const match = /^from (\S+) import (.+)$/.exec(line);
    if (match !== null) addImport(imports, line, match);
  }
  const own = written.split("\n").filter((line) => !/^from \S+ import /.test(line));
  const head = (templates[`${folder}/module`] ?? "").trim();
  const parts = [...bodies.values(), own.join("\n").trim()].filter((part) => part !== "");
  // Two empty lines before classes and functions, one before whatever else follows the imports.
  const gap = /^(class|def|@)/.test(parts[0] ?? "") ? "\n\n\n" : "\n\n";
  return `${head}\n\n${importLines(imports)}${gap}${parts.join("\n\n\n")}\n`;
}

function addImport({ whole, from }: Imports, line: string, match: RegExpExecArray | null): void {
  if (line.trim() === "") return;
  if (match === null) {
    whole.add(line);
    return;
  }
  const [, module = "", names = ""] = match;
  const known = from.get(module) ?? new Set<string>();
  for (const name of names.split(",")) known.add(name.trim());
  from.set(module, known);
}

/** In the order of the usual sorters: of the future, Python's own, packages, the project's own; `import` before `from`. */
function importLines({ whole, from }: Imports): string {
  const lines = [
    ...whole,
    ...[...from].map(([module, names]) => `from ${module} import ${[...names].toSorted(byKind).join(", ")}`),
  ];
  const rank = (line: string): number => {
    const module = (line.split(" ")[1] ?? "").split(".")[0] ?? "";
    if (module === "__future__") return 0;
    if (LIBRARY.has(module)) return 1;
    return PROJECT.has(module) ? 3 : 2;
  };
  return [0, 1, 2, 3]
    .map((group) =>
      lines
        .filter((line) => rank(line) === group)
        .toSorted((a, b) => Number(a.startsWith("from")) - Number(b.startsWith("from")) || byLetter(a, b)),
    )
    .filter((group) => group.length > 0)
    .map((group) => group.join("\n"))
    .join("\n\n");
}

/** Constants, then classes, then everything else. */
function byKind(a: string, b: string): number {
  const kind = (name: string): number => (/^[A-Z0-9_]{2,}$/.test(name) ? 0 : /^[A-Z]/.test(name) ? 1 : 2);
  return kind(a) - kind(b) || byLetter(a, b);
}

const byLetter = (a: string, b: string): number => (a.toLowerCase() < b.toLowerCase() ? -1 : 1);
