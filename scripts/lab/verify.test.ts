import { expect, it } from "vitest";
import { encodeLink } from "../../src/experiment/link/encode";
import { smallData } from "../../src/experiment/presets";
import { verify } from "./verify";

async function run(...args: string[]): Promise<{ readonly status: number; readonly err: string }> {
  const err: string[] = [];
  const status = await verify.run(args, { out: () => undefined, err: (line) => void err.push(line) });
  return { status, err: err.join("\n") };
}

it("takes a link that is longer than any name of a file for a link", async () => {
  const link = `${encodeLink(smallData)}&note=${"x".repeat(300)}`;
  const { status, err } = await run(link);
  expect(status).toBe(2);
  expect(err).toContain("lab verify:");
  expect(err).not.toContain("ENAMETOOLONG");
});
