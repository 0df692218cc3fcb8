/** Serves a build as GitHub Pages does: files as they are, for pages of any origin; nothing for a path that is none. */
import { createReadStream, statSync } from "node:fs";
import { extname, join, normalize } from "node:path";

/** @type {{ readonly [extension: string]: string }} */
const types = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".json": "application/json",
  ".webmanifest": "application/manifest+json",
  ".txt": "text/plain; charset=utf-8",
};

/**
 * @param {string} dist a folder that `vite build` wrote
 * @param {string} subPath where it stands, with a slash at both ends
 * @returns {import("node:http").RequestListener}
 */
export function serveBuild(dist, subPath) {
  return (request, response) => {
    const path = new URL(request.url ?? "/", "http://localhost").pathname;
    if (!path.startsWith(subPath)) {
      response.writeHead(302, { location: subPath }).end();
      return;
    }
    const name = normalize(decodeURIComponent(path.slice(subPath.length)) || "index.html");
    const file = join(dist, name);
    if (!file.startsWith(dist) || !statSync(file, { throwIfNoEntry: false })?.isFile()) {
      response.writeHead(404, { "content-type": "text/plain" }).end("There is no such file.\n");
      return;
    }
    const type = types[extname(file)] ?? "application/octet-stream";
    response.writeHead(200, { "content-type": type, "access-control-allow-origin": "*" });
    createReadStream(file).pipe(response);
  };
}
