/** Where the golden fixtures come from: the same three questions answered in Node and in the browser. */
export interface GoldenSource {
  /** File names, sorted. */
  list(): Promise<readonly string[]>;
  json(name: string): Promise<unknown>;
  bytes(name: string): Promise<ArrayBuffer>;
}

/**
 * Opens the folder of golden fixtures: `GOLDEN_DIR` if set, else `fixtures/golden`.
 *
 * In the browser the test server answers for the folder (see `vitest.config.ts`). Used by tests alone.
 */
export async function openGolden(): Promise<GoldenSource> {
  return inNode() ? fromFolder(process.env["GOLDEN_DIR"] ?? "fixtures/golden") : fromServer("/__golden__");
}

function inNode(): boolean {
  return typeof process === "object" && typeof process.versions?.node === "string";
}

async function fromFolder(folder: string): Promise<GoldenSource> {
  const { readdir, readFile } = await import("node:fs/promises");
  const path = (name: string): string => `${folder}/${checkName(name)}`;
  return {
    list: async () => (await readdir(folder)).sort(),
    json: async (name) => JSON.parse(await readFile(path(name), "utf8")) as unknown,
    // A copy: Node's small buffers are windows on a shared pool.
    bytes: async (name) => Uint8Array.from(await readFile(path(name))).buffer,
  };
}

async function fromServer(base: string): Promise<GoldenSource> {
  const get = async (name: string): Promise<Response> => {
    const response = await fetch(`${base}/${name}`);
    if (!response.ok) throw new Error(`golden fixture ${name}: the test server answered ${response.status}`);
    return response;
  };
  return {
    list: async () => (await (await get("index.json")).json()) as string[],
    json: async (name) => (await get(checkName(name))).json(),
    bytes: async (name) => (await get(checkName(name))).arrayBuffer(),
  };
}

function checkName(name: string): string {
  if (!/^[\w-][\w.-]*$/.test(name))
    throw new Error(`golden fixture ${JSON.stringify(name)}: a plain file name is expected`);
  return name;
}
