interface Level<V> {
  readonly next: WeakMap<object, Level<V>>;
  known?: { readonly value: V };
}

/** A pure function of immutable values that computes once for the same ones and forgets with the first to go. */
export function remember<K extends readonly object[], V>(compute: (...keys: K) => V): (...keys: K) => V {
  const root: Level<V> = { next: new WeakMap() };
  return (...keys) => {
    const level = keys.reduce((above: Level<V>, key) => {
      const found = above.next.get(key) ?? { next: new WeakMap() };
      above.next.set(key, found);
      return found;
    }, root);
    level.known ??= { value: compute(...keys) };
    return level.known.value;
  };
}
