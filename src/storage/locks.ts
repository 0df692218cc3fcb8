/** A page that was left gives its locks back a moment later. */
const TRIES = 10;
const PAUSE_MS = 100;

/**
 * Takes a Web Lock, which ends with this tab or worker at the latest.
 * @returns gives it back; undefined when somebody else holds it for longer than a page takes to leave.
 */
export async function takeLock(name: string): Promise<(() => void) | undefined> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    if (attempt > 0) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    const release = await tryLock(name);
    if (release !== undefined) return release;
  }
  return undefined;
}

/** The same at once. */
export async function tryLock(name: string): Promise<(() => void) | undefined> {
  return new Promise((resolve, reject) => {
    navigator.locks
      .request(name, { ifAvailable: true }, (lock) => {
        if (lock !== null) return new Promise<void>((release) => resolve(release));
        resolve(undefined);
        return undefined;
      })
      .catch(reject);
  });
}
