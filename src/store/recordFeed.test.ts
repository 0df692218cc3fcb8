import { expect, it } from "vitest";
import { sampleEvents } from "../protocol/testing/sampleEvents";
import { createRecordFeed } from "./recordFeed";
import { labBench } from "./testing/labBench";

it("lets phases through at once and steps once per interval", () => {
  const { store, say } = labBench();
  const timers: (() => void)[] = [];
  const feed = createRecordFeed(store, 200, (callback) => timers.push(callback));
  let heard = 0;
  feed.subscribe(() => (heard += 1));
  store.getState().loadPreset("smoke");
  store.getState().play();
  expect(feed.read()?.phase).toBe("preparing");
  const events = sampleEvents("run-1", store.getState().experiment, 5);
  say({ type: "events", events: events.slice(0, 3) });
  expect(feed.read()?.phase).toBe("running");
  expect(heard).toBe(2);
  for (const event of events.slice(3)) say({ type: "events", events: [event] });
  expect(heard).toBe(2);
  expect(timers).toHaveLength(1);
  timers[0]?.();
  expect(heard).toBe(3);
  expect(feed.read()?.step).toBe(5);
});
