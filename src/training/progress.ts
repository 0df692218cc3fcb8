import type { EventBody } from "./trainEnvironment";

/** Reports how much is done. */
export type OnProgress = (done: number, total: number) => void;

/** Reports of a task, and at the end its result. */
export type Progressing<T> = AsyncGenerator<{ readonly done: number; readonly total: number }, T>;

/**
 * Starts a task that reports progress by callback and turns it into a sequence: yields every report, returns the task's result.
 * The task goes on whether or not anybody pulls. Reports that come faster than they are pulled are coalesced to the last one.
 * @throws whatever the task throws, to whoever pulls.
 */
export function progressOf<T>(task: (onProgress: OnProgress) => Promise<T>): Progressing<T> {
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
  return reports();

  async function* reports(): Progressing<T> {
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
}

/** Tells how far a preparation has come. @param step where the run begins. */
export async function* preparing<T>(
  what: "data" | "kernels",
  task: Progressing<T>,
  step: number,
): AsyncGenerator<EventBody, T> {
  for (;;) {
    const next = await task.next();
    if (next.done === true) return next.value;
    yield { step, type: "preparing", what, ...next.value };
  }
}
