import { parentPort } from "node:worker_threads";
import { serveExecutors } from "../../src/engine/wasm/remote/serveExecutors";
import type { ToArms } from "../../src/engine/wasm/remote/messages";

/** A thread in which arms compute: what `arm.worker.ts` is in a browser. scripts/lab.mjs bundles it beside main. */
if (parentPort === null) throw new Error("this is no program of its own: npm run lab starts it as a thread");
const port = parentPort;
const take = serveExecutors((message) => port.postMessage(message));
port.on("message", (message: ToArms) => take(message));
