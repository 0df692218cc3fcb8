import { keyOfHash } from "./imagesKey";
import type { Manifest } from "./manifest";

/*
 * Names of classes do not fit into links, so an experiment on somebody's own images names the set alone. Whoever reads manifests
 * notes their names here; without, classes go by their numbers. Nothing but what is shown depends on it.
 */
const names = new Map<string, readonly string[]>();

export function noteClassNames({ hash, classNames }: Manifest): void {
  names.set(keyOfHash(hash), classNames);
}

/** `[classes]` */
export function classNamesOf(key: string, classes: number): readonly string[] {
  const known = names.get(key);
  return known?.length === classes ? known : Array.from({ length: classes }, (_, index) => `class ${index}`);
}
