/**
 * Who may import whom: a folder of src/ imports only folders that stand before it in these lists, and the worker's side
 * and the page's side never import each other. Checked by scripts/layers.mjs, which also fails when nothing was looked at.
 */
const shared = [
  "random",
  "tasks",
  "stats",
  "schema",
  "graph",
  "data",
  "catalog",
  "experiment",
  "protocol",
  // What is kept: formats, writer, reader, the one recovery rule. Both sides keep and read.
  "storage",
];
const workerSide = ["engine", "training", "worker"];
const pageSide = ["record", "sweep", "classroom", "torch", "client", "store", "embed", "lessons", "ui"];

/** Every folder that may stand in src/. */
const layers = [...shared, ...workerSide, ...pageSide];
/** The folders of src/ui/, lowest first; the page's own files stand above them all. */
const uiRooms = [
  "words",
  "embed",
  "common",
  "faults",
  "reference",
  "runbar",
  "verdict",
  "setup",
  "diagram",
  "charts",
  "sweep",
  "classroom",
  "details",
  "library",
  "notices",
  "methods",
  "lessons",
  "header",
  "projector",
  "handout",
  "phone",
  // A page of its own.
  "card",
];

/**
 * Tests, and contracts that several of them ask. They obey the layers too, but for `testRules`; otherwise they are exempt only
 * from the rules about packages.
 */
const testFile = "\\.(test|contract)\\.tsx?$";

/** @type {(folders: string[]) => string} */
const inFolder = (folders) => `^src/(${folders.join("|")})/`;
/** @type {(name: string) => string} */
const npmPackage = (name) => `(^|/)node_modules/${name}(/|$)|^${name}(/|$)`;

/** @type {(folder: string, line: string[]) => string[]} */
const below = (folder, line) => line.slice(line.indexOf(folder) + 1);
/** @type {(folder: string) => string[]} */
const forbiddenFor = (folder) => {
  if (workerSide.includes(folder)) return [...below(folder, workerSide), ...pageSide];
  if (pageSide.includes(folder)) return [...workerSide, ...below(folder, pageSide)];
  return [...below(folder, shared), ...workerSide, ...pageSide];
};

const layerRules = layers
  .filter((folder) => forbiddenFor(folder).length > 0)
  .map((folder) => ({
    name: `layer-${folder}`,
    comment: `${folder}/ imports only folders above it, and never the other thread's side.`,
    severity: "error",
    from: { path: inFolder([folder]), pathNot: testFile },
    to: { path: inFolder(forbiddenFor(folder)) },
  }));

/** Tests obey the layers, too; only what is said of a code they ask of the page's words. */
const testRules = layerRules.map(({ name, from, to }) => ({
  name,
  severity: "error",
  from: { path: `${from.path}.*${testFile}` },
  to: { ...to, pathNot: "^src/ui/words/" },
}));

/** Rooms on one floor: neither needs the other, whatever the order of the lists. @type {[string, string][]} */
const sideBySide = [["engine", "storage"]];

const uiRules = uiRooms.map((room) => ({
  name: `ui-${room}`,
  comment: `ui/${room}/ imports only the folders of ui/ that stand before it, and none of the page's own files.`,
  severity: "error",
  from: { path: `^src/ui/${room}/`, pathNot: testFile },
  to: { path: [`^src/ui/(${[...below(room, uiRooms), "testing"].join("|")})/`, "^src/ui/[^/]+$"] },
}));

const besideRules = sideBySide.map(([one, other]) => ({
  name: `beside-${one}`,
  comment: `${one}/ and ${other}/ stand side by side: whoever joins them stands above both.`,
  severity: "error",
  from: { path: inFolder([one]) },
  to: { path: inFolder([other]) },
}));

/** @type {(name: string, packages: string, allowedFrom: string, comment: string) => object} */
const only = (name, packages, allowedFrom, comment) => ({
  name,
  comment,
  severity: "error",
  from: { path: "^src/", pathNot: allowedFrom },
  to: { path: npmPackage(packages) },
});

module.exports = {
  layers,
  uiRooms,
  forbidden: [
    ...layerRules,
    ...testRules,
    ...besideRules,
    ...uiRules,
    {
      name: "plan-knows-no-executor",
      comment: "The plan is what executors share: it names no kernel, no device and no tensor library.",
      severity: "error",
      from: { path: "^src/engine/plan/" },
      to: { path: ["^src/engine/(compiled|tfjs)/", npmPackage("(@tensorflow/[^/]+|@webgpu/types)")] },
    },
    {
      name: "main-mounts-only",
      comment: "main.tsx and bench.tsx mount a page each and know nothing else.",
      severity: "error",
      from: { path: "^src/(main|bench)\\.tsx$" },
      to: { path: "^src/", pathNot: ["^src/ui/", "^src/main\\.tsx$"] },
    },
    {
      name: "nobody-imports-main",
      severity: "error",
      from: { path: "^src/" },
      to: { path: "^src/(main|bench)\\.tsx$" },
    },
    only("tfjs-in-engine", "@tensorflow/[^/]+", "^src/engine/", "TensorFlow.js is the engine's business alone."),
    only(
      "react-in-ui",
      "(react|react-dom)",
      "^src/(ui/|(main|bench)\\.tsx$)",
      "Everything below ui/ works without React.",
    ),
    only("charts-in-charts", "recharts", "^src/ui/charts/", "recharts loads as one lazy chunk."),
    only("zustand-in-store", "zustand", "^src/(store|ui)/", "State of the page lives in store/."),
    only("idb-in-client", "idb", "^src/client/", "IndexedDB is reached through client/."),
    {
      name: "no-node-in-the-page",
      comment: "src/ runs in browsers; only tests and the golden fixtures' source also run in Node.",
      severity: "error",
      from: { path: "^src/", pathNot: [testFile, "^src/(engine|training)/golden/"] },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "no-dev-packages",
      comment: "What ships is listed under dependencies.",
      severity: "error",
      from: { path: "^src/", pathNot: [testFile, "/testing/", "^src/vite-env\\.d\\.ts$"] },
      to: { dependencyTypes: ["npm-dev"], pathNot: "node_modules/@types/" },
    },
    {
      name: "no-tests-in-code",
      severity: "error",
      from: { path: "^src/", pathNot: testFile },
      to: { path: testFile },
    },
    {
      name: "no-testing-in-code",
      comment: "What tests are made of may use packages that do not ship. The rooms of ui/ have rules of their own.",
      severity: "error",
      from: { path: "^src/", pathNot: [testFile, "/testing/"] },
      to: { path: "/testing/", pathNot: "^src/ui/testing/" },
    },
    { name: "no-cycles", severity: "error", from: { path: "^src/" }, to: { circular: true } },
    {
      name: "no-unresolved",
      comment: "An import that cannot be followed would hide what stands behind it.",
      severity: "error",
      from: { path: "^src/" },
      // Vite's own suffixes (?raw, ?url) are not files.
      to: { couldNotResolve: true, pathNot: "\\?" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    // Type imports count: a lower folder that needs a higher one's types is upside down all the same.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    // Some packages name their files by "exports" alone.
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "default", "types"] },
  },
};
