import { execFile } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";
import { failureLines, failuresOf } from "./failures.mjs";
import { root } from "./setup.mjs";
import { countResults } from "./steps.mjs";

const one = { passed: 1, failed: 0 };
const red = { passed: 0, failed: 1 };

it("a plain step counts as one", () => {
  expect(countResults(undefined, 0, undefined)).toEqual(one);
  expect(countResults(undefined, 2, undefined)).toEqual(red);
});

it("a runner counts its tests", () => {
  expect(countResults("vitest", 1, { numPassedTests: 7, numFailedTests: 2 })).toEqual({ passed: 7, failed: 2 });
  expect(countResults("playwright", 1, { stats: { expected: 3, unexpected: 1, flaky: 1, skipped: 4 } })).toEqual({
    passed: 3,
    failed: 2,
  });
});

it("a runner that executed nothing, or left no report, has failed", () => {
  expect(countResults("vitest", 0, { numPassedTests: 0, numFailedTests: 0 })).toEqual(red);
  expect(countResults("playwright", 0, { stats: { expected: 0, skipped: 9 } })).toEqual(red);
  expect(countResults("vitest", 0, undefined)).toEqual(red);
});

it("a file that could not be loaded turns the step red beside tests that pass", () => {
  expect(countResults("vitest", 1, { numPassedTests: 5, numFailedTests: 0 })).toEqual({ passed: 5, failed: 1 });
});

it("a failed test is told by its name and the beginning of its error", () => {
  const testResults = [
    {
      name: join(root, "src/a.test.ts"),
      status: "failed",
      assertionResults: [
        { status: "passed", ancestorTitles: [], title: "right", failureMessages: [] },
        {
          status: "failed",
          ancestorTitles: ["outer", "inner"],
          title: "wrong",
          failureMessages: [
            "\u001B[31mAssertionError: expected 1 to be 2\u001B[39m\n\n    at src/a.test.ts:3:4\n    at b\n",
          ],
        },
        {
          status: "failed",
          ancestorTitles: [],
          title: "slow",
          duration: 20_012,
          failureMessages: ["Error: STACK_TRACE_ERROR\n    at task"],
        },
      ],
    },
    { name: join(root, "src/b.test.ts"), status: "failed", message: "Cannot find x\nin y\nat z", assertionResults: [] },
    { name: join(root, "src/c.test.ts"), status: "passed", message: "", assertionResults: [] },
  ];
  expect(failuresOf("vitest", { testResults }, "")).toEqual([
    { name: "src/a.test.ts > outer > inner > wrong", why: ["AssertionError: expected 1 to be 2"] },
    { name: "src/a.test.ts > slow", why: ["timed out after 20.0 s"] },
    { name: "src/b.test.ts", why: ["Cannot find x", "in y"] },
  ]);
  const ran = (/** @type {string} */ status, /** @type {string[]} */ ...messages) => ({
    projectName: "webgpu",
    status,
    results: [
      { status: "failed", errors: messages.map((message) => ({ message })) },
      { status: status === "flaky" ? "passed" : "failed", errors: [] },
    ],
  });
  const report = {
    errors: [{ message: "Error: port in use" }],
    suites: [
      {
        title: "a.spec.ts",
        specs: [
          { title: "fine", tests: [{ projectName: "webgpu", status: "expected", results: [{ status: "passed" }] }] },
          { title: "wrong", tests: [ran("unexpected", "\u001B[2mError: one\u001B[22m\n\ntwo\nthree", "other")] },
        ],
        suites: [{ title: "inner", specs: [{ title: "at times", tests: [ran("flaky", "Error: late")] }] }],
      },
    ],
  };
  expect(failuresOf("playwright", report, "")).toEqual([
    { name: "[webgpu] a.spec.ts > inner > at times", why: ["Error: late"] },
    { name: "[webgpu] a.spec.ts > wrong", why: ["Error: one", "two"] },
    { name: "outside any test", why: ["Error: port in use"] },
  ]);
});

it("where no test tells what failed, the end of the output does", () => {
  const output = Array.from({ length: 30 }, (_, line) => `\u001B[1mline ${line}\u001B[0m`).join("\n");
  const end = ["line 22", "line 23", "line 24", "line 25", "line 26", "line 27", "line 28", "line 29"];
  expect(failuresOf(undefined, undefined, output)).toEqual([{ name: "", why: end }]);
  expect(failuresOf("vitest", undefined, output)).toEqual([{ name: "", why: end }]);
});

it("twenty failures are listed, the others counted", () => {
  const failures = Array.from({ length: 23 }, (_, index) => ({ name: `test ${index}`, why: ["because"] }));
  const lines = failureLines(failures);
  expect(lines.slice(0, 3)).toEqual(["==> what failed", "  test 0", "      because"]);
  expect(lines).toHaveLength(1 + 2 * 20 + 1);
  expect(lines.at(-1)).toBe("  … and 3 more");
  expect(failureLines([])).toEqual([]);
});

it("a run ends with what failed, then the closing line", async () => {
  const script = `
    import { finish, runSteps, sum } from ${JSON.stringify(join(root, "scripts/steps.mjs"))};
    const first = await runSteps([
      { name: "held", command: ["node", "-e", "console.error('reason one'); process.exit(3)"] },
      { name: "fine", command: ["node", "-e", "console.log('nothing to see')"] },
    ], { atOnce: 2 });
    const second = await runSteps([
      { name: "open", command: ["node", "-e", "console.log('reason two'); process.exit(1)"] },
      { name: "after", command: ["node", "-e", ""], needs: "open" },
    ]);
    finish(sum([first, second]));
  `;
  const { stdout, code } = await new Promise((resolve) => {
    execFile(process.execPath, ["--input-type=module", "-e", script], (error, out) =>
      resolve({ stdout: out, code: error?.code }),
    );
  });
  expect(code).toBe(1);
  const lines = stdout.trimEnd().split("\n");
  expect(lines.slice(lines.indexOf("==> what failed"))).toEqual([
    "==> what failed",
    "  held",
    "      reason one",
    "  open",
    "      reason two",
    "  after",
    '      not run, because "open" failed',
    "",
    "1 passed, 3 failed",
  ]);
});
