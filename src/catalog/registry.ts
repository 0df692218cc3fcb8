import { ConfigError } from "../schema/configError";
import type { Fields, Values } from "../schema/field";

/** Where an entry comes from, as checked in the paper or in the authors' files. */
export interface Source {
  readonly paper: string;
  readonly arxiv?: string;
  /** The authors' repository and file, when we follow code rather than text. */
  readonly code?: string;
}

/** What every catalogue entry has; each kind of entry adds its function. */
export interface Entry<K extends string = string, F extends Fields = Fields> {
  readonly kind: K;
  readonly title: string;
  /** One plain sentence for the form and the reference page. */
  readonly summary: string;
  readonly source: Source;
  /** What differs in Forklab than the source, a sentence each; empty only where nothing differs. */
  readonly differs: readonly string[];
  /** What it computes, as people write it. */
  readonly formula?: string;
  readonly fields: F;
}

/** Identity at run time; at compile time insists that every key equals its entry's `kind`. */
export const registry = <const R extends { readonly [K in keyof R]: Entry<K & string> }>(entries: R): R => entries;

/** The union of configurations that a registry accepts: `{kind: "dhm", alpha, …} | {kind: "plain"} | …`. */
export type ConfigOf<R> = {
  [K in keyof R]: R[K] extends Entry<infer Kind, infer F> ? { readonly kind: Kind } & Values<F> : never;
}[keyof R];

/**
 * The entry of a kind, typed as the general entry of its registry: methods take any values of matching shape.
 * @returns undefined when the registry has no such entry; the object's prototype is never consulted.
 */
export function findEntry<E extends Entry>(entries: { readonly [kind: string]: E }, kind: string): E | undefined {
  return Object.hasOwn(entries, kind) ? entries[kind] : undefined;
}

/**
 * The entry of a kind that is known to exist.
 * @throws ConfigError naming the kinds that exist.
 */
export function entryOf<E extends Entry>(entries: { readonly [kind: string]: E }, kind: string, path: string): E {
  const entry = findEntry(entries, kind);
  if (entry === undefined) throw new ConfigError(path, { code: "oneOf", names: Object.keys(entries) }, kind);
  return entry;
}
