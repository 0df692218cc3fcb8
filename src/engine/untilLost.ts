/** The same object, but every promise that it gives rejects as soon as what it lives on is lost. */
export function untilLost<T extends object>(owner: T, lost: Promise<Error>): T {
  const failure = lost.then((error) => Promise.reject(error));
  // Whoever waits for nothing at that moment need not hear of it.
  failure.catch(() => undefined);
  return new Proxy(owner, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key, target);
      if (typeof value !== "function") return value;
      return (...args: unknown[]): unknown => {
        const result: unknown = Reflect.apply(value, target, args);
        return result instanceof Promise ? Promise.race([result, failure]) : result;
      };
    },
  });
}
