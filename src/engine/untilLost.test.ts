import { expect, it } from "vitest";
import { untilLost } from "./untilLost";

/** Has private state, as executors have, and an answer that never comes. */
class Owner {
  readonly facts = "facts";
  #steps = 0;
  step = (): Promise<number> => Promise.resolve((this.#steps += 1));
  never(): Promise<number> {
    this.#steps += 1;
    return new Promise(() => undefined);
  }
  count(): number {
    return this.#steps;
  }
}

it("is the same until the loss, which then ends every wait", async () => {
  let lose: (error: Error) => void = () => undefined;
  const owner = untilLost(new Owner(), new Promise<Error>((resolve) => (lose = resolve)));
  expect(owner.facts).toBe("facts");
  expect(await owner.step()).toBe(1);
  const waiting = owner.never();
  expect(owner.count()).toBe(2);
  lose(new Error("gone"));
  await expect(waiting).rejects.toThrow("gone");
  await expect(owner.never()).rejects.toThrow("gone");
});
