/// <reference lib="webworker" />
/**
 * The service worker: after one visit the page opens and works without a network.
 *
 * It keeps every file of one build, which `scripts/offline.mjs` lists, and answers from them. A new build is fetched beside the old
 * one and waits until the visitor takes it (offline.ts): a page that is training keeps the code it began with.
 */
import { cleanupOutdatedCaches, precacheAndRoute } from "workbox-precaching";

declare const self: ServiceWorkerGlobalScope;
/** Put in by the build: files whose names change with their content have no revision. */
declare const BUILT_FILES: { readonly url: string; readonly revision: string | null }[];

// What stands behind the question mark says how the page is shown, not which page it is.
precacheAndRoute(BUILT_FILES, { ignoreURLParametersMatching: [/./u] });
cleanupOutdatedCaches();

// The first visit's page asks for late parts through it, too. Nothing waits for that: to take over a worker that computes, Firefox waits
// until it is free, and would answer no request of the page meanwhile.
self.addEventListener("activate", () => void self.clients.claim());
self.addEventListener("message", ({ data }: ExtendableMessageEvent) => {
  if ((data as { readonly type?: unknown } | null)?.type === "SKIP_WAITING") void self.skipWaiting();
});
