import type { EngineDevice } from "../device";
import { DeviceError } from "../deviceError";
import type { Together } from "../engine";
import type { Executor, ExecutorPlan, Snapshot, StepInput, StepResult } from "../executor";
import { stepRun } from "../plan/runs";
import type { LoweredStep } from "../plan/training";
import type { Arena } from "../plan/region";
import { executorOf } from "./compiledExecutor";
import { Core } from "./core";
import { Memory } from "./memory";
import { ownStep } from "./operations/step";
import { Program, type Encode, type Progress } from "./program";
import type { CompiledOptions, Runnable } from "./programs";
import { writeState } from "./stateMemory";

/*
 * Arms of one experiment that take their steps together: one list of dispatches for all of them, in which equal ones are one
 * (merging/). Their trunks are equal, so that nearly all of an arm's dispatches become instances of the other's. For that
 * their arenas lie side by side, those of one name in one buffer; everything else an arm does by itself, on the same memory, a step
 * too, with the same bits.
 */

/** Executors that can take a step together, with what such a step costs. */
export interface CompiledTogether extends Together {
  /** Dispatches of a step of all of them. */
  readonly dispatches: number;
}

/** One of them. */
interface Member {
  readonly core: Core;
  readonly runnable: Runnable<LoweredStep>;
  /** Where it lay when the program was bound. */
  readonly memory: Memory;
}

/**
 * Lowers several networks, and compiles their steps as one program.
 * @param options by network.
 * @throws DeviceError when memory does not suffice or the device is lost.
 */
export async function createTogether(
  plans: readonly ExecutorPlan[],
  device: EngineDevice,
  onProgress?: Progress,
  options: readonly CompiledOptions[] = [],
): Promise<CompiledTogether> {
  const cores = plans.map((plan, index) => new Core(plan, device, options[index] ?? {}));
  const shared = new Memory(device);
  const unhost = device.host({ release: () => shared.destroy() });
  const release = (): void => {
    unhost();
    for (const core of cores) core.dispose();
    shared.destroy();
  };
  try {
    const { program, members } = await build(cores, device, shared, onProgress, options[0] ?? {});
    const left = new Set(cores);
    const executors = cores.map((core): Executor => ({
      ...executorOf(core),
      get variants(): Snapshot["variants"] {
        return core.programs.variants;
      },
      dispose() {
        core.dispose();
        left.delete(core);
        if (left.size === 0) release();
      },
    }));
    return {
      executors,
      dispatches: program.dispatches,
      step: (inputs) => stepTogether(members, program, executors, inputs),
    };
  } catch (cause) {
    release();
    throw device.fault ?? cause;
  }
}

async function build(
  cores: readonly Core[],
  device: EngineDevice,
  shared: Memory,
  onProgress: Progress | undefined,
  { poison = false }: CompiledOptions,
): Promise<{ readonly program: Program; readonly members: readonly Member[] }> {
  const lists = [];
  for (const { programs } of cores) lists.push(await programs.listStep());
  const arenas = lists.map(({ dispatches }) => {
    const homes = dispatches.flatMap(({ regions }) => regions.flatMap(({ home }) => home?.arena ?? []));
    return new Set(homes);
  });
  const byName = new Map<string, Arena[]>();
  for (const arena of arenas.flatMap((each) => [...each])) {
    byName.set(arena.name, [...(byName.get(arena.name) ?? []), arena]);
  }
  device.gpu.pushErrorScope("out-of-memory");
  for (const each of byName.values()) shared.join(each);
  cores.forEach(({ programs }, index) => {
    for (const arena of arenas[index] ?? []) programs.memory.borrow(arena, shared);
  });
  const shortage = device.gpu.popErrorScope();
  const program = await Program.build(
    device,
    shared,
    lists.flatMap(({ dispatches }) => dispatches),
    { merging: "together", poison, ...(onProgress === undefined ? {} : { onProgress }) },
  );
  if ((await shortage) !== null) throw new DeviceError("out-of-memory", { code: "noRoom" });
  const members: Member[] = [];
  for (const [index, core] of cores.entries()) {
    const list = lists[index];
    if (list === undefined) throw new Error("every network has a step");
    const { memory } = core.programs;
    writeState(core.state, memory, device.gpu.queue, core.state.initial());
    members.push({ core, runnable: core.programs.shareStep(list.lowered, program), memory });
  }
  return { program, members };
}

/** One step of each: at once when nothing stands in the way, each by itself when one of them has moved. */
async function stepTogether(
  members: readonly Member[],
  program: Program,
  executors: readonly Executor[],
  inputs: readonly StepInput[],
): Promise<readonly StepResult[]> {
  const pairs = members.flatMap((member, index) => {
    const input = inputs[index];
    return input === undefined ? [] : [{ member, input }];
  });
  if (pairs.length !== members.length) throw new RangeError(`${inputs.length} steps for ${members.length} executors`);
  for (const { core } of members) core.assertAlive();
  // Kernels of another record were taken over: that one's memory is elsewhere now.
  if (members.some(({ core, memory }) => core.programs.memory !== memory)) {
    return Promise.all(executors.map((executor, index) => executor.step(inputs[index] as StepInput)));
  }
  // The usual case allocates nothing: the queue copies the batch before this returns.
  if (pairs.every(({ member: { core, runnable }, input }) => core.isReady(input.batch, runnable))) {
    return Promise.all(launch(pairs, program));
  }
  const own = pairs.map(({ member, input }) => ({ member, input: ownStep(input) }));
  return inTurn(own, () => launch(own, program));
}

interface MemberStep {
  readonly member: Member;
  readonly input: StepInput;
}

/** Has the turn of all of them, then runs. */
function inTurn(
  steps: readonly MemberStep[],
  run: () => readonly Promise<StepResult>[],
): Promise<readonly StepResult[]> {
  let begin = (): void => undefined;
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const turn = (place: number): Promise<readonly StepResult[]> => {
    const step = steps[place];
    if (step === undefined) {
      const results = Promise.all(run());
      begin();
      return results;
    }
    const { core, runnable } = step.member;
    return core.inOrder(async () => {
      await core.ready(step.input.batch, () => runnable);
      const results = turn(place + 1);
      // The turn passes as soon as the work is given to the device, or has failed before.
      await Promise.race([begun, results]);
      return () => results;
    });
  };
  return turn(0);
}

/** Writes the numbers of all of them, runs the program, and reads what each is told. */
function launch(steps: readonly MemberStep[], program: Program): readonly Promise<StepResult>[] {
  const runs = steps.map(({ member: { core, runnable }, input }) => {
    const { write, parse } = stepRun(core.plan, input);
    const first = core.write(runnable.lowered, input.batch, input.step, write);
    core.steps = input.step + 1;
    return { core, runnable, parse, first };
  });
  const first: Encode = (encoder) => {
    for (const run of runs) run.first?.(encoder);
  };
  // Each has a way back of its own: the innermost one submits, before any of them waits for its numbers.
  const read = (place: number, copies: readonly Encode[]): readonly Promise<StepResult>[] => {
    const run = runs[place];
    if (run === undefined) {
      program.run((encoder) => {
        for (const copy of copies) copy(encoder);
      }, first);
      return [];
    }
    const { core, runnable, parse } = run;
    let others: readonly Promise<StepResult>[] = [];
    const own = core.execute(
      { ...runnable, program: { run: (copy) => void (others = read(place + 1, [...copies, copy])) } },
      undefined,
      (view) => parse(view, runnable.lowered),
    );
    return [own, ...others];
  };
  return read(0, []);
}
