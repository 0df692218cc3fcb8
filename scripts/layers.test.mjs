import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, posix } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkLayers } from "./layers.mjs";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "layers-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** @param {Record<string, string>} files path below src/ → text */
async function check(files) {
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, "src", path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return checkLayers(folder);
}

const value = "export const a = 1;\nexport type A = number;\n";
const uses = (/** @type {string} */ from) => `import { a } from "${from}";\nexport const b = a;\n`;

describe("the layer rules", () => {
  it("accept imports of folders above, and see them", async () => {
    const result = await check({
      "random/a.ts": value,
      "protocol/b.ts": uses("../random/a"),
      "engine/b.ts": uses("../protocol/b"),
      "ui/b.tsx": uses("../record/a"),
      "record/a.ts": value,
    });
    expect(result).toEqual({ modules: 5, imports: 3, problems: [] });
  });

  it("let tests of every room ask the words, and nothing else of the page", async () => {
    const { problems } = await check({
      "graph/b.test.ts": uses("../ui/words/a"),
      "ui/words/a.ts": value,
      "graph/c.ts": uses("../ui/words/a"),
    });
    expect(problems).toEqual(["layer-graph: src/graph/c.ts -> src/ui/words/a.ts"]);
  });

  /** @type {[rule: string, from: string, to: string][]} */
  const planted = [
    ["layer-random", "random/b.ts", "../schema/a"],
    ["layer-graph", "graph/b.ts", "../catalog/a"],
    ["layer-experiment", "experiment/b.ts", "../protocol/a"],
    ["layer-protocol", "protocol/b.ts", "../engine/a"],
    ["layer-engine", "engine/b.ts", "../worker/a"],
    ["layer-engine", "engine/b.ts", "../record/a"],
    ["layer-engine", "engine/b.ts", "../training/a"],
    ["beside-engine", "engine/b.ts", "../storage/a"],
    ["layer-engine", "engine/b.test.ts", "../ui/a"],
    ["layer-worker", "worker/b.ts", "../client/a"],
    ["layer-tasks", "tasks/b.ts", "../stats/a"],
    ["layer-stats", "stats/b.ts", "../schema/a"],
    ["layer-storage", "storage/b.ts", "../engine/a"],
    ["layer-storage", "storage/b.ts", "../record/a"],
    ["layer-training", "training/b.ts", "../worker/a"],
    ["layer-training", "training/b.ts", "../record/a"],
    ["layer-record", "record/b.ts", "../engine/a"],
    ["layer-record", "record/b.ts", "../training/a"],
    ["layer-record", "record/b.ts", "../sweep/a"],
    ["layer-sweep", "sweep/b.ts", "../client/a"],
    ["layer-client", "client/b.ts", "../store/a"],
    ["layer-ui", "ui/b.tsx", "../worker/a"],
    ["ui-words", "ui/words/b.ts", "../common/a"],
    ["ui-common", "ui/common/b.tsx", "../notices/a"],
    ["ui-charts", "ui/charts/b.tsx", "../a"],
    ["ui-phone", "ui/phone/b.tsx", "../testing/a"],
    ["plan-knows-no-executor", "engine/plan/b.ts", "../compiled/a"],
    ["plan-knows-no-executor", "engine/plan/nodes/b.test.ts", "../../tfjs/a"],
    ["main-mounts-only", "main.tsx", "./engine/a"],
    ["layer-engine", "engine/b.contract.ts", "../ui/a"],
    ["no-tests-in-code", "engine/b.ts", "./a.contract"],
    ["no-testing-in-code", "data/b.ts", "./files/testing/a"],
  ];
  it.each(planted)("%s: %s may not import %s", async (rule, from, to) => {
    const target = `${posix.join(dirname(from), to)}.ts`;
    const { problems } = await check({ [from]: uses(to), [target]: value });
    expect(problems).toEqual([`${rule}: src/${from} -> src/${target}`]);
  });

  it("count an import of types", async () => {
    const { problems } = await check({
      "graph/b.ts": 'import type { A } from "../engine/a";\nexport type B = A;\n',
      "engine/a.ts": value,
    });
    expect(problems).toEqual(["layer-graph: src/graph/b.ts -> src/engine/a.ts"]);
  });

  it.each([
    ["tfjs-in-engine", "ui/b.ts", "@tensorflow/tfjs-core"],
    ["tfjs-in-engine", "worker/b.ts", "@tensorflow/tfjs-backend-webgl"],
    ["react-in-ui", "store/b.ts", "react"],
    ["react-in-ui", "record/b.test.ts", "react-dom/client"],
    ["charts-in-charts", "ui/b.tsx", "recharts"],
    ["idb-in-client", "engine/b.ts", "idb"],
    ["no-node-in-the-page", "engine/b.ts", "node:fs"],
    ["no-unresolved", "ui/b.ts", "./nowhere"],
  ])("%s: %s may not import %s", async (rule, from, name) => {
    const { problems } = await check({ [from]: `import * as all from "${name}";\nexport const b = all;\n` });
    expect(problems.map((problem) => problem.split(":")[0])).toContain(rule);
  });

  it("find a cycle, and a folder that no rule knows", async () => {
    const { problems } = await check({
      "graph/a.ts": 'import { b } from "./b";\nexport const a = (): number => b();\n',
      "graph/b.ts": 'import { a } from "./a";\nexport const b = (): number => a();\n',
      "helpers/a.ts": value,
    });
    expect(problems.map((problem) => problem.split(":")[0])).toEqual(["no-cycles", "unknown-folder"]);
  });

  it("name a folder of the page that stands in no order", async () => {
    const { problems } = await check({ "ui/corner/a.ts": value });
    expect(problems).toEqual(["unknown-folder: src/ui/corner is not in .dependency-cruiser.cjs"]);
  });
});
