import { openAsBlob, readdirSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { fileOfBlob, type SourceFile } from "../../src/data/files/sourceFile";

/** A file as the page would name it when it is dropped, and where it lies. */
export interface GivenPath {
  readonly path: string;
  readonly at: string;
}

/** Paths of files, folders opened. */
export function givenPaths(paths: readonly string[]): readonly GivenPath[] {
  const walk = (at: string, path: string): readonly GivenPath[] =>
    statSync(at).isDirectory()
      ? readdirSync(at)
          .toSorted()
          .flatMap((name) => walk(join(at, name), `${path}/${name}`))
      : [{ path, at }];
  return paths.flatMap((path) => walk(path, basename(path)));
}

/** The same to be read; nothing is read yet. */
export async function givenFiles(paths: readonly string[]): Promise<readonly SourceFile[]> {
  return Promise.all(givenPaths(paths).map(async ({ path, at }) => fileOfBlob(path, await openAsBlob(at))));
}
