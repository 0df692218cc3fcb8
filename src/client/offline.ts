import { Workbox } from "workbox-window";

/**
 * Registers the service worker, which keeps the page for visits without a network.
 * @param onNew called when a newer version of the page is there; what it is given takes that version and reloads the page.
 */
export async function keepPage(onNew: (take: () => void) => void): Promise<void> {
  try {
    const workbox = new Workbox("./sw.js");
    workbox.addEventListener("waiting", () => {
      onNew(() => {
        workbox.addEventListener("controlling", () => window.location.reload());
        workbox.messageSkipWaiting();
      });
    });
    await workbox.register();
  } catch {
    // A browser that keeps nothing, a sandbox, a host that serves no such file: the page works with a network, as before.
  }
}
