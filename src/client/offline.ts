import { Workbox } from "workbox-window";

/**
 * Registers the service worker, which keeps the page for visits without a network.
 * @param onNew called when a newer version of the page is there; what it is given takes that version and reloads the page.
 */
export async function keepPage(onNew: (take: () => void) => void): Promise<void> {
  try {
    const workbox = new Workbox("./sw.js");
    const offer = async (registered: Promise<ServiceWorkerRegistration | undefined>): Promise<void> => {
      // On a first visit it waits for nothing but its turn: there is no older one.
      if ((await registered)?.active == null) return;
      onNew(() => {
        workbox.addEventListener("controlling", () => window.location.reload());
        workbox.messageSkipWaiting();
      });
    };
    workbox.addEventListener("waiting", () => void offer(registered));
    const registered = workbox.register();
    await registered;
  } catch {
    // A browser that keeps nothing, a sandbox, a host that serves no such file: the page works with a network, as before.
  }
}
