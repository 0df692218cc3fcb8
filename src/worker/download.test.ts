import { createHash } from "node:crypto";
import { createServer, type Server, type ServerResponse, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DatasetError } from "../data/datasetError";
import type { KnownFile } from "../data/files/knownSets";
import { datasetText } from "../ui/words/datasetWords";
import { download } from "./download";

const bytes = Uint8Array.from({ length: 300_000 }, (_, index) => (index * 7 + (index >> 8)) & 255);
const sha256 = createHash("sha256").update(bytes).digest("hex");
const md5 = createHash("md5").update(bytes).digest("hex");

let server: Server;
let base = "";
/** Ranges that were asked for, by path. */
const asked: string[] = [];
let broken = 0;
/** The connection that is to break off, by bytes of the file that must have been read: what nobody has read yet goes with it. */
let breaking: { readonly response: ServerResponse; readonly at: number } | undefined;
const breakOff = (read: number): void => {
  if (breaking !== undefined && read >= breaking.at) breaking.response.socket?.end();
};

/** A host as real ones behave, one path a habit. */
function answer({ url = "", headers }: IncomingMessage, response: ServerResponse): void {
  // A connection that is used again may have been ended by the other side at that very moment.
  response.setHeader("connection", "close");
  const path = url.replace(/\?.*$/, "");
  asked.push(`${path} ${headers.range ?? ""}`.trim());
  const from = Number(/bytes=(\d+)-/.exec(headers.range ?? "")?.[1] ?? 0);
  switch (path) {
    case "/moved":
      response.writeHead(302, { location: "/whole" }).end();
      return;
    case "/whole":
      response.writeHead(200).end(bytes);
      return;
    case "/ranges":
    case "/noranges": {
      // Breaks off once, in the middle.
      const ranged = path === "/ranges" && from > 0;
      const rest = ranged ? bytes.subarray(from) : bytes;
      response.writeHead(ranged ? 206 : 200, { "content-length": rest.length });
      broken += 1;
      breaking = broken > 1 ? undefined : { response, at: 100_000 };
      if (broken > 1) response.end(rest);
      else response.write(rest.subarray(0, 100_000));
      return;
    }
    case "/always":
      response.writeHead(200, { "content-length": bytes.length });
      breaking = { response, at: 1000 };
      response.write(bytes.subarray(0, 1000));
      return;
    case "/slow":
      response.writeHead(200, { "content-length": bytes.length });
      response.write(bytes.subarray(0, 1000));
      return;
    case "/longer":
      response.writeHead(200).end(Buffer.concat([bytes, bytes]));
      return;
    default:
      response.writeHead(404).end("no");
  }
}

beforeAll(async () => {
  server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const file = (path: string, checksum: KnownFile["checksum"] = { kind: "sha256", hex: sha256 }): KnownFile => ({
  path: "a.bin",
  url: `${base}${path}`,
  bytes: bytes.length,
  checksum,
});

async function faultOf(work: Promise<unknown>) {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof DatasetError)) throw error;
    expect(datasetText(error.fault)).toMatch(/^.{20,}[.]$/s);
    return error.fault;
  }
  throw new Error("it was had");
}

test.each([
  ["straight", "/whole", { kind: "sha256", hex: sha256 }],
  ["by a redirect, checked by MD5", "/moved", { kind: "md5", hex: md5 }],
] as const)("is had %s", async (_, path, checksum) => {
  const seen: number[] = [];
  const blob = await download(file(path, checksum), { onBytes: (count) => seen.push(count) });
  expect(new Uint8Array(await blob.arrayBuffer())).toEqual(bytes);
  expect(seen.at(-1)).toBe(bytes.length);
});

test.each(["/ranges", "/noranges"])("goes on after it broke off, by a range or from the start: %s", async (path) => {
  broken = 0;
  asked.length = 0;
  const blob = await download(file(path), { onBytes: breakOff });
  expect(new Uint8Array(await blob.arrayBuffer())).toEqual(bytes);
  expect(asked[0]).toBe(path);
  expect(asked[1]).toBe(`${path} bytes=100000-`);
  expect(asked).toHaveLength(2);
});

test("what an earlier attempt had is not fetched again", async () => {
  broken = 2;
  asked.length = 0;
  const blob = await download(file("/ranges"), { have: new Blob([bytes.slice(0, 250_000)]) });
  expect(new Uint8Array(await blob.arrayBuffer())).toEqual(bytes);
  expect(asked).toEqual(["/ranges bytes=250000-"]);
});

test("what breaks off again and again is given up, and what was had is told", async () => {
  const had: number[] = [];
  const fault = await faultOf(download(file("/always"), { onBytes: breakOff, onHave: ({ size }) => had.push(size) }));
  expect(fault).toMatchObject({ code: "downloadBroke", bytes: 1000, needs: 300_000 });
  expect(had).toEqual([1000, 1000, 1000]);
});

test("another file than it should be is refused", async () => {
  expect(await faultOf(download(file("/whole", { kind: "md5", hex: "0".repeat(32) })))).toMatchObject({
    code: "checksum",
    found: md5,
  });
  expect(await faultOf(download(file("/longer")))).toMatchObject({ code: "tooLong" });
  expect(await faultOf(download(file("/nowhere")))).toMatchObject({ code: "downloadStatus", status: 404 });
});

test("a host that does not answer is told with what to do by hand", async () => {
  const gone = { ...file("/whole"), url: "http://127.0.0.1:9/whole" };
  expect(await faultOf(download(gone))).toEqual({ code: "downloadBlocked", url: gone.url });
});

test("a slow one can be left", async () => {
  const stop = new AbortController();
  const waiting = download(file("/slow"), {
    signal: stop.signal,
    onBytes: () => stop.abort(new Error("enough")),
  });
  await expect(waiting).rejects.toThrow("enough");
});
