import { keyOfHash, type LabelLevel } from "./imagesKey";
import type { Manifest } from "./manifest";

/*
 * Names of classes do not fit into links, so an experiment on somebody's own images names the set alone. Whoever reads manifests
 * notes their names here; without, classes go by their numbers. Nothing but what is shown depends on it.
 */
const names = new Map<string, readonly string[]>();
const at = (key: string, level: LabelLevel): string => `${level} ${key}`;

export function noteClassNames({ hash, classNames, coarse }: Manifest): void {
  const key = keyOfHash(hash);
  names.set(at(key, "fine"), classNames);
  if (coarse !== undefined) names.set(at(key, "coarse"), coarse.groupNames);
}

/** `[classes]` */
export function classNamesOf(key: string, classes: number, level: LabelLevel = "fine"): readonly string[] {
  const known = names.get(at(key, level));
  return known?.length === classes ? known : Array.from({ length: classes }, (_, index) => `class ${index}`);
}
