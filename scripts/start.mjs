/**
 * `npm start`: installs what is missing, then serves the app for development.
 *
 * `npm start -- --port 8080 --open` chooses the first port to try, and opens a browser.
 */
import { parseArgs } from "node:util";
import { root, setup } from "./setup.mjs";

try {
  const { values } = parseArgs({ options: { port: { type: "string", default: "5173" }, open: { type: "boolean" } } });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new Error(`--port: ${values.port} is not a port number`);
  setup();
  const { createServer } = await import("vite");
  // 127.0.0.1 counts as a secure context, which WebGPU needs; a plain http address in a network does not.
  const server = await createServer({ root, server: { host: "127.0.0.1", port, open: values.open ?? false } });
  await server.listen();
  console.log(`\nForklab is at ${server.resolvedUrls?.local[0] ?? "an unknown address"} (Ctrl+C stops it)\n`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
