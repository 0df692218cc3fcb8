/** Workers by name; each contender lives in its own, so that none shares state or a thread with another. */
const workers = new Map<string, Worker>();
let next = 0;

function ask(name: string, request: object): Promise<unknown> {
  const worker = workers.get(name) ?? new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
  workers.set(name, worker);
  const id = (next += 1);
  return new Promise((resolve, reject) => {
    const listen = ({ data }: MessageEvent<{ id: number; value?: unknown; error?: string }>): void => {
      if (data.id !== id) return;
      worker.removeEventListener("message", listen);
      if (data.error === undefined) resolve(data.value);
      else reject(new Error(data.error));
    };
    worker.addEventListener("message", listen);
    worker.addEventListener("error", (event) => reject(new Error(event.message)), { once: true });
    worker.postMessage({ ...request, id });
  });
}

function close(name: string): void {
  workers.get(name)?.terminate();
  workers.delete(name);
}

// The script that drives the browser calls these.
Object.assign(globalThis, { bench: { ask, close } });
