/**
 * How long tests of components wait for what is loaded late. The library's second is not enough for a chunk that is
 * transformed at its first import on a busy machine.
 */
if (typeof document !== "undefined") {
  const { configure } = await import("@testing-library/react");
  configure({ asyncUtilTimeout: 10_000 });
}

export {};
