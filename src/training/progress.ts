/**
 * Turns a task that reports progress by callback into a sequence: yields every report, returns the task's result.
 * Reports that come faster than they are pulled are coalesced to the last one.
 * @throws whatever the task throws.
 */
export async function* progressOf<T>(
  task: (onProgress: (done: number, total: number) => void) => Promise<T>,
): AsyncGenerator<{ readonly done: number; readonly total: number }, T> {
  let latest: { done: number; total: number } | undefined;
  let wake = (): void => undefined;
  let settled = false;
  const running = task((done, total) => {
    latest = { done, total };
    wake();
  }).finally(() => {
    settled = true;
    wake();
  });
  // The error is taken from `running` below; this branch only keeps it from being reported as unhandled meanwhile.
  running.catch(() => undefined);
  for (;;) {
    if (latest !== undefined) {
      const report = latest;
      latest = undefined;
      yield report;
    } else if (settled) {
      return await running;
    } else {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }
}
