/**
 * What several generators tell, in the order in which they do. Each goes on once the reader has taken what it told; when the
 * reader reads no further, they are told to end, which those that wait for something do when it comes.
 */
export async function* merged<T>(
  sources: readonly AsyncGenerator<T, void, undefined>[],
): AsyncGenerator<T, void, undefined> {
  const pull = async (source: AsyncGenerator<T, void, undefined>) => ({ source, next: await source.next() });
  const pending = new Map(sources.map((source) => [source, pull(source)]));
  try {
    while (pending.size > 0) {
      const { source, next } = await Promise.race(pending.values());
      if (next.done === true) {
        pending.delete(source);
        continue;
      }
      yield next.value;
      pending.set(source, pull(source));
    }
  } finally {
    for (const [source, pulled] of pending) {
      pulled.catch(() => undefined);
      source.return().catch(() => undefined);
    }
  }
}
