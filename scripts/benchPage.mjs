/**
 * What the page itself costs: `npm run bench:page -- [--steps 200] [--faster 20]`
 *
 * 1. How soon the first screen can be used over a slow line, with an empty cache.
 * 2. Whether the main thread stays free while a run streams in: a real run's messages are recorded with their times, then
 *    played to the same page without the training, at their true rate and faster, while a pointer moves over the charts.
 *    Prints the tasks above 50 ms, on the clock and on the processor: on a busy machine the second is the figure to trust.
 * 3. The same at the end of a long run: a synthetic one of four arms and `--long 100000` steps, made of a real run's messages,
 *    goes through the page's own store and charts; long tasks are counted over its last seconds, beside those of the idle page.
 *    `--only long` does this part alone.
 * 4. With `--only start [--rounds 5]` alone: how soon the default experiment's first step is done (`benchStart.mjs`).
 * 5. With `--only images` alone: what training on a set of CIFAR-100's size costs (`benchImages.mjs`).
 */
import { createServer } from "node:http";
import { readFileSync, readdirSync, statSync } from "node:fs";
import { loadavg } from "node:os";
import { extname, join } from "node:path";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import { chromium } from "@playwright/test";
import { build } from "vite";
import { benchImages } from "./benchImages.mjs";
import { benchStart } from "./benchStart.mjs";
import { ensureBrowser, launchOptions } from "./browser.mjs";
import { root, setup } from "./setup.mjs";

/** @typedef {import("@playwright/test").Page} Page */
/** @typedef {{ at: number, data: unknown }} Message what the worker posted, and when after its start */

const { values: options } = parseArgs({
  options: {
    steps: { type: "string", default: "200" },
    faster: { type: "string", default: "20" },
    long: { type: "string", default: "100000" },
    only: { type: "string" },
    rounds: { type: "string", default: "5" },
  },
});

/** Bytes a second and milliseconds of a round trip, as browsers' own tools name them. */
const LINES = {
  "fast 4G": { down: (9 * 1024 * 1024) / 8, latency: 60 },
  "slow 4G": { down: (1.6 * 1024 * 1024) / 8, latency: 150 },
};
const GOAL_MS = 2500;
const LONG_TASK_MS = 50;
/** The synthetic run is told as by a fast card: messages a second as the worker's outbox sends them, steps in each. */
const MESSAGE_MS = 200;
const STEPS_A_MESSAGE = 40;
/** Seconds that are measured. */
const WATCHED_S = 20;
/** Four small arms; what they compute does not matter, what they tell does. */
const FOUR_ARMS =
  "v1&totem.size=8&totem.train=160&totem.test=160&resnet.width=4&bs=8&n=1000000&ei=80&pr=20" +
  "&A=dsn;f=s1b1,s2b1&B=dsl;f=s1b1,s2b1&C=dhm;f=s1b1,s2b1&D=dsn;f=s1b1~light,s2b1~light";

setup();
ensureBrowser();
const dist = join(root, "node_modules/.vite-bench-page");
await build({ root, logLevel: "warn", build: { outDir: dist, emptyOutDir: true } });
const server = serve(dist);
await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
const address = `http://127.0.0.1:${/** @type {import("node:net").AddressInfo} */ (server.address()).port}/`;
const browser = await chromium.launch(launchOptions({ gpu: true }));
try {
  if (options.only === "images") await benchImages(browser, address);
  if (options.only === undefined) {
    for (const [name, line] of Object.entries(LINES)) await firstScreen(name, line);
    const tiny = await record("", Number(options.steps));
    await replay(tiny, 1);
    await replay(tiny, Number(options.faster));
  }
  if (options.only === "start") await benchStart(address, Number(options.rounds));
  if (options.only === undefined || options.only === "long")
    await longRun(await record(`#${FOUR_ARMS}`, 50), Number(options.long));
} finally {
  await browser.close();
  server.close();
}

/**
 * The built page, compressed as any web server does.
 *
 * @param {string} folder
 */
function serve(folder) {
  const types = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };
  const files = new Map(
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => statSync(join(folder, name)).isFile())
      .map((name) => [
        `/${name.replaceAll("\\", "/")}`,
        {
          type: types[/** @type {keyof typeof types} */ (extname(name))] ?? "application/octet-stream",
          body: gzipSync(readFileSync(join(folder, name))),
        },
      ]),
  );
  return createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://localhost").pathname;
    const file = files.get(path === "/" ? "/index.html" : path);
    if (file === undefined) response.writeHead(404).end();
    else response.writeHead(200, { "content-type": file.type, "content-encoding": "gzip" }).end(file.body);
  });
}

/**
 * @param {string} name
 * @param {{ down: number, latency: number }} line
 */
async function firstScreen(name, { down, latency }) {
  const times = [];
  for (let round = 0; round < 3; round += 1) {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send("Network.enable");
    const throughput = { downloadThroughput: down, uploadThroughput: down / 2 };
    await session.send("Network.emulateNetworkConditions", { offline: false, latency, ...throughput });
    await page.addInitScript(() => {
      const look = () => {
        const buttons = [...document.querySelectorAll("button")];
        const play = buttons.find((button) => button.textContent?.trim() === "Play" && !button.disabled);
        if (play !== undefined && document.querySelector("#diagram svg[role=img]") !== null) {
          Object.assign(globalThis, { usableAt: performance.now() });
        } else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    });
    await page.goto(address, { waitUntil: "commit" });
    await page.waitForFunction(() => "usableAt" in globalThis, undefined, { timeout: 60_000 });
    times.push(await page.evaluate(() => Number(/** @type {any} */ (globalThis).usableAt)));
    await context.close();
  }
  const middle = times.toSorted((a, b) => a - b)[1] ?? Number.NaN;
  console.log(
    `first screen, ${name}: Play can be pressed after ${Math.round(middle)} ms (${times.map(Math.round).join(", ")}); goal ${GOAL_MS}`,
  );
}

/**
 * A real run's messages with their times.
 *
 * @param {string} link of the experiment; empty for the preset Tiny.
 * @param {number} steps
 * @returns {Promise<{ capabilities: Message[], run: Message[] }>}
 */
async function record(link, steps) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.addInitScript(() => {
    const Real = globalThis.Worker;
    /** @type {{ started: number, messages: { at: number, data: unknown }[] }} */
    const tape = { started: 0, messages: [] };
    Object.assign(globalThis, { tape });
    globalThis.Worker = class extends Real {
      /** @param {string | URL} url @param {WorkerOptions} [how] */
      constructor(url, how) {
        super(url, how);
        this.addEventListener("message", ({ data }) => {
          if (data.type === "capabilities" || data.type === "events")
            tape.messages.push({ at: performance.now() - tape.started, data });
        });
      }
      /**
       * @override
       * @param {any} command
       * @param {any} [transfer]
       */
      postMessage(command, transfer) {
        if (command.type === "start") tape.started = performance.now();
        super.postMessage(command, transfer);
      }
    };
  });
  await page.goto(address + link);
  if (link === "") await page.getByRole("combobox", { name: "Preset" }).selectOption("tiny");
  await page.getByRole("button", { name: "Play", exact: true }).first().click();
  await page.waitForFunction(
    (wanted) =>
      /** @type {any} */ (globalThis).tape.messages.some((/** @type {any} */ { data }) =>
        data.events?.some((/** @type {any} */ event) => event.step >= wanted),
      ),
    steps,
    { timeout: 30 * 60_000, polling: 500 },
  );
  const messages = await page.evaluate(() => /** @type {any} */ (globalThis).tape.messages);
  await page.close();
  const capabilities = messages.filter((/** @type {any} */ { data }) => data.type === "capabilities");
  const run = messages.filter((/** @type {any} */ { data }) => data.type === "events");
  const seconds = ((run.at(-1)?.at ?? 0) / 1000).toFixed(0);
  console.log(
    `recorded: ${run.length} messages, ${steps} steps of ${link === "" ? "the preset Tiny" : "four arms"} in ${seconds} s`,
  );
  return { capabilities, run };
}

/**
 * The same page with a worker that plays the tape.
 *
 * @param {{ capabilities: Message[], run: Message[] }} tape
 * @param {number} faster
 */
async function replay(tape, faster) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.addInitScript(
    ({ capabilities, run, speed }) => {
      Object.assign(globalThis, { played: false });
      globalThis.Worker = /** @type {any} */ (
        class extends EventTarget {
          /** @param {any} command */
          postMessage(command) {
            /** @param {unknown} data */
            const say = (data) => /** @type {any} */ (this).onmessage?.(new MessageEvent("message", { data }));
            if (command.type === "probe-machine") for (const { data } of capabilities) setTimeout(() => say(data), 0);
            if (command.type !== "start") return;
            for (const { at, data } of run) {
              const events = /** @type {any} */ (data).events.map((/** @type {any} */ event) => ({
                ...event,
                run: command.run,
              }));
              setTimeout(() => say({ type: "events", events }), at / speed);
            }
            setTimeout(() => Object.assign(globalThis, { played: true }), (run.at(-1)?.at ?? 0) / speed + 1000);
          }
          terminate() {}
        }
      );
    },
    { ...tape, speed: faster },
  );
  await page.goto(address);
  await page.getByRole("combobox", { name: "Preset" }).selectOption("tiny");
  // What opening the page and choosing a preset cost is not the stream's.
  await page.waitForTimeout(1500);
  await browser.startTracing(page, { categories: ["toplevel", "disabled-by-default-lifecycles"] });
  await page.getByRole("button", { name: "Play", exact: true }).first().click();
  const box = await page.getByRole("region", { name: "How well does each head classify?" }).boundingBox();
  let moves = 0;
  while (!(await page.evaluate(() => /** @type {any} */ (globalThis).played))) {
    const { x = 0, y = 0, width = 0, height = 0 } = box ?? {};
    moves += 1;
    await page.mouse.move(x + width * (0.1 + (0.8 * (moves % 20)) / 20), y + height * 0.6);
    await page.waitForTimeout(100);
  }
  const trace = JSON.parse((await browser.stopTracing()).toString("utf8"));
  const step = await page
    .getByText(/^Step [\d,]+$/)
    .first()
    .textContent();
  await page.close();
  const tasks = mainThreadTasks(trace.traceEvents);
  const rate = faster === 1 ? "its true rate" : `${faster} times its rate`;
  console.log(`stream at ${rate}, to ${step?.toLowerCase()}: ${tasks.length} tasks of the page's thread`);
  for (const [name, key] of /** @type {const} */ ([
    ["on the CPU", "cpu"],
    ["on the clock", "wall"],
  ])) {
    const all = tasks.map((task) => task[key]).toSorted((a, b) => b - a);
    const long = all.filter((ms) => ms > LONG_TASK_MS);
    console.log(
      `  ${name}: ${long.length} over ${LONG_TASK_MS} ms, longest ${all
        .slice(0, 5)
        .map((ms) => ms.toFixed(0))
        .join(", ")} ms`,
    );
  }
}

/**
 * A run of so many steps, told by a worker that trains nothing: each step, evaluation and probe is one of the tape with its
 * step changed. All but the last seconds come as fast as the page takes them.
 *
 * @param {{ capabilities: Message[], run: Message[] }} tape
 * @param {number} steps
 */
async function longRun(tape, steps) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  const events = tape.run.flatMap(({ data }) => /** @type {{ events: any[] }} */ (data).events);
  const tail = (WATCHED_S * 1000 * STEPS_A_MESSAGE) / MESSAGE_MS;
  await page.addInitScript(
    ({ capabilities, given, total, from, each, everyMs }) => {
      /** @type {{ at: number, ms: number }[]} */
      const tasks = [];
      new PerformanceObserver((list) => {
        for (const { startTime, duration } of list.getEntries()) tasks.push({ at: startTime, ms: duration });
      }).observe({ type: "longtask", buffered: true });
      const bench = { tasks, step: 0, filled: false, done: false };
      Object.assign(globalThis, { bench });
      const of = (/** @type {string} */ type) => given.filter((event) => event.type === type);
      const [step, evaluation, probe] = [of("step"), of("evaluation"), of("probe")];
      const begun = given.filter(({ type }) => type === "preparing" || type === "started");
      globalThis.Worker = /** @type {any} */ (
        class extends EventTarget {
          /** @param {any} command */
          postMessage(command) {
            /** @param {unknown} data */
            const say = (data) => /** @type {any} */ (this).onmessage?.(new MessageEvent("message", { data }));
            if (command.type === "probe-machine") for (const { data } of capabilities) setTimeout(() => say(data), 0);
            if (command.type !== "start") return;
            /** @param {any[]} events */
            const tell = (events) =>
              say({ type: "events", events: events.map((event) => ({ ...event, run: command.run })) });
            /** @param {number} count */
            const next = (count) => {
              const events = [];
              for (let at = 0; at < count && bench.step < total; at += 1) {
                bench.step += 1;
                const now = { step: bench.step };
                events.push({ ...step[bench.step % step.length], ...now });
                if (bench.step % 46 === 0) events.push({ ...evaluation[0], ...now });
                if (bench.step % 20 === 0) events.push({ ...probe[bench.step % probe.length], ...now });
              }
              tell(events);
            };
            tell(begun.map((event) => (event.type === "started" ? { ...event, budget: total } : event)));
            const go = () => {
              bench.filled ||= bench.step >= from;
              bench.done = bench.step >= total;
              if (bench.done) return;
              next(bench.filled ? each : 500);
              setTimeout(go, bench.filled ? everyMs : 0);
            };
            go();
          }
          terminate() {}
        }
      );
    },
    {
      capabilities: tape.capabilities,
      given: events,
      total: steps,
      from: steps - tail,
      each: STEPS_A_MESSAGE,
      everyMs: MESSAGE_MS,
    },
  );
  await page.goto(`${address}#${FOUR_ARMS}`);
  await page.waitForTimeout(3000);
  /** @param {string} what @param {() => Promise<boolean>} isOver */
  const watch = async (what, isOver) => {
    const from = await page.evaluate(() => performance.now());
    const box = await page.getByRole("region", { name: "How well does each head classify?" }).boundingBox();
    for (let moves = 0; !(await isOver()); moves += 1) {
      const { x = 0, y = 0, width = 0, height = 0 } = box ?? {};
      await page.mouse.move(x + width * (0.1 + (0.8 * (moves % 20)) / 20), y + height * 0.6);
      await page.waitForTimeout(100);
    }
    const { tasks, heap } = await page.evaluate(() => ({
      tasks: /** @type {{ at: number, ms: number }[]} */ (/** @type {any} */ (globalThis).bench.tasks),
      heap: Number(/** @type {any} */ (performance).memory?.usedJSHeapSize ?? Number.NaN),
    }));
    const long = tasks.filter(({ at }) => at >= from).map(({ ms }) => Math.round(ms));
    const longest = long.toSorted((a, b) => b - a).slice(0, 8);
    console.log(
      `  ${what}: ${long.length} long tasks, longest ${longest.join(", ") || "none"} ms; heap ${(heap / 1e6).toFixed(0)} MB; load ${(loadavg()[0] ?? Number.NaN).toFixed(1)}`,
    );
  };
  /** @param {number} seconds @returns {() => Promise<boolean>} */
  const after = (seconds) => {
    const until = performance.now() + 1000 * seconds;
    return () => Promise.resolve(performance.now() > until);
  };
  /** @param {"filled" | "done"} what @returns {() => Promise<boolean>} */
  const reached = (what) => () => page.evaluate((key) => /** @type {any} */ (globalThis).bench[key], what);
  console.log(`a run of ${steps} steps and four arms, told ${1000 / MESSAGE_MS} times a second`);
  await watch("the page idle", after(WATCHED_S / 2));
  await page.getByRole("button", { name: "Play", exact: true }).first().click();
  await page.waitForFunction(() => /** @type {any} */ (globalThis).bench.filled, undefined, { timeout: 20 * 60_000 });
  await page.waitForTimeout(1000);
  await watch(`its last steps`, reached("done"));
  for (const button of await page.getByRole("button", { name: "Table", exact: true }).all()) await button.click();
  await watch("its tables, opened", after(3));
  await page.close();
}

/**
 * Milliseconds of every task of the thread that the page's scripts run on: on the clock, which also counts waiting for other
 * programs, and of the processor alone.
 *
 * @param {{ name: string, ph: string, pid: number, tid: number, dur?: number, tdur?: number, args?: any }[]} events
 */
function mainThreadTasks(events) {
  const names = events.filter(({ name, args }) => name === "thread_name" && args?.name === "CrRendererMain");
  const all = names.map(({ pid, tid }) =>
    events
      .filter((event) => event.pid === pid && event.tid === tid && event.ph === "X" && /RunTask$/.test(event.name))
      .map(({ dur = 0, tdur = 0 }) => ({ wall: dur / 1000, cpu: tdur / 1000 })),
  );
  // Other renderers idle: the page is the one that worked most.
  const work = (/** @type {{ cpu: number }[]} */ tasks) => tasks.reduce((sum, { cpu }) => sum + cpu, 0);
  return all.toSorted((a, b) => work(b) - work(a))[0] ?? [];
}
