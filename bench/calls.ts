const counts: Record<string, number> = {};

/** Counts calls of a method on every instance of an interface. */
function wrap(prototype: object, name: string): void {
  const original = Reflect.get(prototype, name) as (...args: unknown[]) => unknown;
  Reflect.set(prototype, name, function (this: unknown, ...args: unknown[]) {
    counts[name] = (counts[name] ?? 0) + 1;
    return original.apply(this, args);
  });
}

/** Starts counting WebGPU calls in this thread. */
export function countCalls(): void {
  if (!("GPUDevice" in globalThis)) return;
  const creators = Object.getOwnPropertyNames(GPUDevice.prototype).filter((name) => name.startsWith("create"));
  for (const name of creators) wrap(GPUDevice.prototype, name);
  wrap(GPUQueue.prototype, "submit");
  wrap(GPUComputePassEncoder.prototype, "dispatchWorkgroups");
}

/** Counts since the last call. */
export function takeCalls(): Record<string, number> {
  const taken = { ...counts };
  for (const name of Object.keys(counts)) counts[name] = 0;
  return taken;
}
