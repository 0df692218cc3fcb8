/**
 * A worker of the page's own files, also where the page has no origin of its own: in a frame whose sandbox lacks
 * `allow-same-origin`. Nothing counts as that page's own there but what it makes itself, so that a few lines of script which fetch the
 * worker's file stand in for it; the server must let others read its files (`Access-Control-Allow-Origin`), as it must for the page.
 *
 * Imported under the name `Worker`: the bundler finds a worker's file by `new Worker(new URL(…))`, word for word.
 */
export const OwnWorker = function (file: URL, options: WorkerOptions): Worker {
  return origin === "null" ? new Worker(standIn(file)) : new Worker(file, options);
} as unknown as new (file: URL, options: WorkerOptions) => Worker;

/**
 * No module, which browsers do not start from a blob here. What is posted before the file is there waits for it.
 * @returns its address, which lives as long as the page: nothing tells when the worker has read it.
 */
function standIn(file: URL): string {
  const script = `const early = [], note = (event) => early.push(event);
addEventListener("message", note);
import(${JSON.stringify(file.href)}).then(() => {
  removeEventListener("message", note);
  for (const { data } of early) dispatchEvent(new MessageEvent("message", { data }));
}, (error) => setTimeout(() => { throw error; }));`;
  return URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
}
