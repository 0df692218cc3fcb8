import { describe, expect, it } from "vitest";
import type { Command } from "./command";
import { main } from "./main";

const echo: Command = {
  name: "echo",
  summary: "Repeats its arguments.",
  usage: "<word> …",
  run: async (args, io) => {
    io.out(args.join(" "));
    return args.length > 0 ? 0 : 1;
  },
};

async function run(...args: string[]): Promise<{ status: number; out: string; err: string }> {
  const lines = { out: "", err: "" };
  const io = { out: (line: string) => void (lines.out += line), err: (line: string) => void (lines.err += line) };
  return { status: await main(args, io, [echo]), ...lines };
}

describe("the lab's dispatcher", () => {
  it("passes the arguments on and the exit status back", async () => {
    expect(await run("echo", "a", "b")).toEqual({ status: 0, out: "a b", err: "" });
    expect(await run("echo")).toMatchObject({ status: 1 });
  });

  it("names the commands when it knows none of that name", async () => {
    expect(await run("toString")).toEqual({
      status: 2,
      out: "",
      err: 'lab: there is no command "toString"; known: echo',
    });
  });

  it("explains itself and each command", async () => {
    expect((await run("--help")).out).toContain("echo  Repeats its arguments.");
    expect((await run("--help")).status).toBe(0);
    expect((await run()).status).toBe(2);
    expect((await run("echo", "--help")).out).toContain("npm run lab -- echo <word> …");
    expect((await run("help", "echo")).out).toContain("npm run lab -- echo <word> …");
  });
});
