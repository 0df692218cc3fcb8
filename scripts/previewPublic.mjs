/**
 * `npm run preview:public`: builds the page and serves it as a static host would, under a sub-path:
 * what works here works on GitHub Pages and its like. `PORT=…` chooses the port, 4174 otherwise.
 */
import { createServer } from "node:http";
import { join } from "node:path";
import { build } from "vite";
import { serveBuild } from "./serveBuild.mjs";
import { root, setup } from "./setup.mjs";

const SUB_PATH = "/forklab/";

setup();
await build({ root, logLevel: "warn" });
const port = Number(process.env["PORT"] ?? 4174);
createServer(serveBuild(join(root, "dist"), SUB_PATH)).listen(port, () => {
  console.log(`Forklab, as a static host serves it: http://localhost:${port}${SUB_PATH}`);
});
