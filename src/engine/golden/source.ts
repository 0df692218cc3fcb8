/** Where the golden fixtures come from: the same three questions answered in Node and in the browser. */
export interface GoldenSource {
  /** File names, sorted. */
  list(): Promise<readonly string[]>;
  json(name: string): Promise<unknown>;
  bytes(name: string): Promise<ArrayBuffer>;
}

/** What names the folder of each kind of fixture, where it is without that, and where the test server answers for it. */
const FOLDERS = {
  networks: { variable: "GOLDEN_DIR", folder: "fixtures/golden", base: "/__golden__" },
  links: { variable: "GOLDEN2_DIR", folder: "fixtures/golden2", base: "/__golden2__" },
} as const;

/**
 * Opens a folder of golden fixtures: `networks` that their own fields describe, or experiments given as `links`.
 *
 * In the browser the test server answers for the folder (see `vitest.config.ts`). Used by tests alone.
 */
export async function openGolden(kind: keyof typeof FOLDERS = "networks"): Promise<GoldenSource> {
  const { variable, folder, base } = FOLDERS[kind];
  return inNode() ? fromFolder(process.env[variable] ?? folder) : fromServer(base);
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
