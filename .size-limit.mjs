import { readBundle } from "./scripts/bundle.mjs";

const { first, worker } = readBundle("dist");
const inDist = (/** @type {string} */ name) => `dist/${name}`;

export default [
  { name: "first screen", path: first.map(inDist), gzip: true, limit: "200 kB" },
  // size-limit refuses an entry without files, and there is no worker yet on the first day.
  ...(worker.length > 0
    ? [{ name: "workers, all chunks", path: worker.map(inDist), gzip: true, limit: "700 kB" }]
    : []),
];
