import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the repository, found upwards from the running bundle. */
export function findRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "package.json")) || !existsSync(join(folder, "scripts/lab.mjs"))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error("the repository's folder was not found");
    folder = parent;
  }
  return folder;
}
