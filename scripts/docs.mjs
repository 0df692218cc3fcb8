/**
 * `npm run docs`: writes docs/REFERENCE.md from the catalogue. A unit test fails while the file is out of date.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { createServer } from "vite";
import { root, setup } from "./setup.mjs";

setup();
const file = join(root, "docs/REFERENCE.md");
const server = await createServer({ root, logLevel: "warn", server: { middlewareMode: true }, appType: "custom" });
try {
  const { referenceMarkdown } = await server.ssrLoadModule("/scripts/reference/markdown.ts");
  const { text, entries } = referenceMarkdown();
  if (entries === 0) throw new Error("docs: the catalogue has no entries");
  writeFileSync(file, await format(text, { ...(await resolveConfig(file)), filepath: file }));
  console.log(`docs: ${entries} entries in docs/REFERENCE.md`);
} finally {
  await server.close();
}
