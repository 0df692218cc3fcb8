import { expect, it } from "vitest";
import { findPreset, smallData } from "../experiment/presets";
import type { TrainEvent } from "../protocol/event";
import type { Engine } from "../engine/engine";
import { openByName } from "../engine/openEngine";
import * as tf from "../engine/tfjs/tf";
import { train } from "./trainer";

const smoke = findPreset("smoke")?.experiment ?? smallData;
const short = { ...smoke, training: { ...smoke.training, budget: 8 }, measure: { ...smoke.measure, probeEvery: 0 } };

async function run(onEvent: (event: TrainEvent) => void): Promise<TrainEvent[]> {
  const events: TrainEvent[] = [];
  let engine: Engine | undefined;
  const environment = {
    run: "r",
    now: () => 0,
    signal: new AbortController().signal,
    snapshotEvery: 2,
    async openEngine() {
      if (engine === undefined || engine.fault() !== undefined) engine = await openByName("tfjs-webgl");
      return engine;
    },
  };
  for await (const event of train(short, environment)) {
    events.push(event);
    onEvent(event);
  }
  return events;
}

const losses = (events: readonly TrainEvent[]): Map<number, unknown> =>
  new Map(events.flatMap((event) => (event.type === "step" ? [[event.step, event.arms]] : [])));

it("a WebGL context that is taken away in mid-run is replaced, and the run ends with the same numbers", async () => {
  const undisturbed = await run(() => undefined);
  expect(undisturbed.at(-1)).toMatchObject({ type: "finished", reason: "completed", step: 8 });
  let lost = false;
  const events = await run((event) => {
    if (lost || event.type !== "step" || event.step !== 5) return;
    lost = true;
    const { gpgpu } = tf.backend() as unknown as { readonly gpgpu: { readonly gl: WebGL2RenderingContext } };
    gpgpu.gl.getExtension("WEBGL_lose_context")?.loseContext();
  });
  expect(events.find(({ type }) => type === "restarted")).toMatchObject({ error: { code: "device-lost" } });
  expect(events.at(-1)).toMatchObject({ type: "finished", reason: "completed", step: 8 });
  expect(losses(events)).toEqual(losses(undisturbed));
});
