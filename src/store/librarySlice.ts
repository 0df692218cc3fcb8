import type { Fault, TrainEvent } from "../protocol/event";
import { FaultError, faultOf, reasonOf } from "../protocol/faultError";
import { decodeLink } from "../experiment/link/decode";
import { encodeLink } from "../experiment/link/encode";
import { armsFrom } from "../experiment/armsFrom";
import { foldEvents } from "../record/foldEvents";
import { cleanLine, cleanNote } from "../record/cleanEntry";
import { canContinue, entryOf, entryTitle } from "../record/libraryEntry";
import type { LibraryEntry } from "../record/libraryEntrySchema";
import { StoredError, storedExperiment } from "../experiment/storedExperiment";
import { MAX_NAME } from "../record/libraryLimits";
import { isOver, newRun } from "../record/runRecord";
import { trainedNetworks } from "../record/trainedNetworks";
import type { PortableRun } from "../record/runFile";
import { RunFileError } from "../record/runFileError";
import { storageReason } from "../storage/storageReason";
import { inSlices } from "../client/inSlices";
import { listedWeights, type GivenWeights } from "../client/weightsShelf";
import { engineOf } from "./engineOf";
import type { LabServices, SliceCreator } from "./labState";
import type { LibraryNote, LibrarySlice } from "./libraryState";

export const createLibrarySlice =
  ({ library }: LabServices): SliceCreator<LibrarySlice> =>
  (set, get) => {
    /** Events that stand nowhere else, by run. */
    const unkept = new Map<string, TrainEvent[]>();
    const fresh = new Map<string, Pick<LibraryEntry, "number" | "created" | "agent">>();

    /** Weights from files that were given at this visit. */
    const given = new Map<string, GivenWeights>();
    /** Of an earlier visit; none where nothing is kept, as the run that needs them then says. */
    const shelved = (key: string): Promise<GivenWeights | undefined> =>
      library?.weights.read(key).catch(() => undefined) ?? Promise.resolve(undefined);

    let looked = false;
    /** The run that was last asked to be laid over. */
    let ghostAsked: string | undefined;

    /** Once a visit: some browsers ask the visitor. */
    let askedToLast = false;

    const say = (libraryNote: LibraryNote): void => set({ libraryNote });
    /** Whether the list itself cannot be had; what failed for one run may work for the next. */
    let blocked = false;
    const fail = (error: unknown): void => set({ libraryFault: storageReason(error) });
    const find = (id: string): LibraryEntry | undefined => get().library.find((entry) => entry.id === id);
    /** @param changed what is new in the entry; another tab may have written the rest since this one read it. */
    const change = (entry: LibraryEntry, changed?: readonly (keyof LibraryEntry)[]): void => {
      const { library: entries } = get();
      const known = entries.some(({ id }) => id === entry.id);
      set({ library: known ? entries.map((old) => (old.id === entry.id ? entry : old)) : [entry, ...entries] });
      if (library !== undefined && get().libraryFault === undefined) library.put(entry, changed).catch(fail);
    };

    /** A run without a step is not worth a line. */
    const forget = (id: string): void => {
      unkept.delete(id);
      set({ library: get().library.filter((entry) => entry.id !== id) });
      library?.remove(id).catch(fail);
      void library?.discard(id);
    };

    const eventsOf = async (id: string): Promise<readonly TrainEvent[]> => {
      const memory = unkept.get(id) ?? [];
      const [first] = memory;
      let why: unknown = new FaultError({ code: "keepsNoRuns" });
      const kept =
        first?.step === 0 ? undefined : await library?.read(id).catch((error: unknown) => void (why = error));
      if (kept === undefined && memory.length === 0) {
        throw new FaultError({ code: "eventsGone", why: storageReason(why) });
      }
      // A write that failed half-way may have kept some of what then came to the page, too.
      const before = (kept?.log.events ?? []).filter(({ step }) => first === undefined || step < first.step);
      return [...before, ...memory];
    };

    const portable = async (id: string): Promise<PortableRun> => {
      const entry = find(id);
      if (entry === undefined) throw new FaultError({ code: "runGone" });
      const kept = await library?.read(id).catch(() => undefined);
      // The file as it is: a snapshot says how many bytes of just this file lead to it.
      if (kept !== undefined && (unkept.get(id) ?? []).length === 0) {
        return { entry, log: kept.logBytes.subarray(0, kept.log.bytes), snapshot: kept.snapshotBytes };
      }
      const events = await eventsOf(id);
      const { encodeEvents } = await import("../storage/eventLog");
      return { entry, log: encodeEvents(events), snapshot: undefined };
    };

    /** What becomes of a run's entry by its end in the log: a page that is left at once keeps the log alone. */
    const endOf = async (entry: LibraryEntry): Promise<LibraryEntry | undefined> => {
      try {
        const kept = await library?.read(entry.id);
        const last = kept?.log.events.at(-1)?.type;
        if (kept === undefined || (last !== "finished" && last !== "failed")) return undefined;
        const record = foldEvents(newRun(entry.id, storedExperiment(entry.link)), kept.log.events);
        return entryOf(await inSlices(record), entry);
      } catch {
        // Whoever opens the run is told why it cannot be read.
        return undefined;
      }
    };

    const takeIn = async (run: PortableRun): Promise<void> => {
      const { entry, log, snapshot } = run;
      // What was training elsewhere is not training here.
      const phase = isOver(entry.phase) ? entry.phase : "stopped";
      const number = get().library.some((other) => other.number === entry.number) ? get().runCount + 1 : entry.number;
      await get().storeRun(entry.id, log, snapshot);
      unkept.delete(entry.id);
      set({ runCount: Math.max(get().runCount, number) });
      change({ ...entry, phase, number });
    };

    return {
      library: [],
      keepsRuns: library !== undefined,
      libraryFault: undefined,
      offered: undefined,
      deleted: undefined,
      ghost: undefined,
      storage: undefined,
      lasts: undefined,
      libraryNote: undefined,
      weightFiles: [],

      async loadLibrary() {
        if (library === undefined) return;
        try {
          const [listed, inUse] = await Promise.all([library.load(), library.inUse()]);
          // Later, a run that is not over has just been started in another tab.
          const open = looked ? undefined : listed.find(({ id, phase }) => !isOver(phase) && !inUse.has(id));
          looked = true;
          const ended = open === undefined ? undefined : await endOf(open);
          const stored = listed.map((entry) => (entry.id === ended?.id ? ended : entry));
          const { library: here, record, runCount } = get();
          // What this visit knows is newer than what it wrote.
          const own = here.flatMap((entry) => {
            if (entry.id !== record?.run && !unkept.has(entry.id)) return [];
            // The visitor's own words may be newer in another tab.
            const { name, note, starred } = stored.find(({ id }) => id === entry.id) ?? entry;
            return [{ ...entry, name, note, starred }];
          });
          const others = stored.filter(({ id }) => own.every((entry) => entry.id !== id));
          const entries = [...own, ...others].toSorted((a, b) => b.created - a.created);
          const broken = ended === undefined ? others.find(({ id }) => id === open?.id) : undefined;
          set({
            library: entries,
            runCount: Math.max(runCount, ...entries.map(({ number }) => number)),
            offered: get().offered ?? broken,
          });
          blocked = false;
          if (ended !== undefined) await library.put(ended, OF_RECORD);
        } catch (error) {
          blocked = true;
          fail(error);
        }
      },
      keepAgain() {
        if (!blocked && get().libraryFault !== undefined) set({ libraryFault: undefined });
      },

      newRunId() {
        const number = get().runCount + 1;
        const { id, ...meta } = library?.newRun(number) ?? { id: `run-${number}`, number, created: number, agent: "" };
        fresh.set(id, meta);
        return id;
      },
      noteRun(record) {
        const old = find(record.run) ?? fresh.get(record.run);
        if (old === undefined) return;
        fresh.delete(record.run);
        if (record.phase === "stopped" && record.step === 0) forget(record.run);
        else change(entryOf(record, old), OF_RECORD);
      },
      noteKept(update) {
        if (update.type === "not-kept") {
          if (!unkept.has(update.run)) unkept.set(update.run, []);
          fail(new FaultError(faultOf(update.error)));
          return;
        }
        const entry = find(update.run);
        if (entry === undefined) return;
        const { step, bytes, weights } = update;
        change(
          {
            ...entry,
            step: Math.max(entry.step, step),
            snapshotStep: step,
            bytes,
            ...(weights === undefined ? {} : { weights: [...weights] }),
          },
          ["step", "snapshotStep", "bytes", "weights"],
        );
        if (!askedToLast) {
          askedToLast = true;
          void library?.lasts(true).then((lasts) => set({ lasts }), unanswered);
        }
      },
      noteEvents(events) {
        for (const event of events) {
          if (get().libraryFault !== undefined && !unkept.has(event.run)) unkept.set(event.run, []);
          unkept.get(event.run)?.push(event);
        }
      },
      editRun(id, { name, note, starred }) {
        const entry = find(id);
        if (entry === undefined) return;
        const edited = {
          ...(name === undefined ? {} : { name: cleanLine(name, MAX_NAME) }),
          ...(note === undefined ? {} : { note: cleanNote(note) }),
          ...(starred === undefined ? {} : { starred }),
        };
        change({ ...entry, ...edited }, Object.keys(edited) as (keyof typeof edited)[]);
      },
      async deleteRun(id) {
        const { deleted } = get();
        const entry = find(id);
        const { record } = get();
        if (entry === undefined || (record?.run === id && !isOver(record.phase))) return;
        if (record?.run === id) get().retire();
        set({ library: get().library.filter((other) => other.id !== id), deleted: entry });
        set({ earlier: get().earlier.filter(({ run }) => run !== id) });
        if (get().offered?.id === id) set({ offered: undefined });
        // What was deleted before cannot be taken back any more.
        if (deleted !== undefined) unkept.delete(deleted.id);
        try {
          if (deleted !== undefined) await library?.discard(deleted.id);
          await library?.remove(id);
        } catch (error) {
          fail(error);
        }
      },
      async undoDelete() {
        const { deleted, library: entries } = get();
        if (deleted === undefined) return;
        set({ deleted: undefined, library: [...entries, deleted].toSorted((a, b) => b.created - a.created) });
        await library?.put(deleted).catch(fail);
      },
      async continueRun(id) {
        const entry = find(id);
        if (entry === undefined || !canContinue(entry)) return;
        set({ offered: undefined });
        if (await library?.inUse().then((runs) => runs.has(id))) {
          say({ kind: "inUse" });
          return;
        }
        const before = get().record?.run;
        const record = await get().readRun(id);
        if (record === undefined || get().record?.run !== before) return;
        get().goOnWith({ ...record, phase: "preparing" }, engineOf(entry.engine, get().machine?.choices ?? []));
      },
      async readTeachers(keys) {
        const wanted = trainedNetworks(get().library).filter(({ key }) => keys.includes(key));
        const found = await Promise.all(
          wanted.map(async ({ key, run, arm }) => {
            const kept = await library?.read(run).catch((error: unknown) => {
              // Files that are gone are not at hand, which the run itself says; any other fault is another reason.
              if (isMissing(error)) return undefined;
              const number = find(run)?.number ?? 0;
              throw new FaultError({ code: "teacherUnreadable", number, why: storageReason(error) });
            });
            const tensors = kept?.snapshot?.arms[arm]?.tensors;
            return tensors === undefined ? [] : [[key, tensors] as const];
          }),
        );
        const runs = new Map(found.flat());
        const files = await Promise.all(
          keys.filter((key) => !runs.has(key)).map(async (key) => given.get(key) ?? (await shelved(key))),
        );
        return new Map([
          ...runs,
          ...files.flatMap((file) => (file === undefined ? [] : [[file.key, file.tensors] as const])),
        ]);
      },
      async loadWeightFiles() {
        // Where the list cannot be had, there is what was given at this visit.
        const kept = (await library?.weights.list().catch(() => [])) ?? [];
        const all = new Map([...kept, ...[...given.values()].map(listedWeights)].map((one) => [one.key, one]));
        set({ weightFiles: [...all.values()] });
      },
      async giveWeights(weights) {
        given.set(weights.key, weights);
        await library?.weights.put(weights).catch(fail);
        await get().loadWeightFiles();
      },
      async forgetWeights(key) {
        given.delete(key);
        await library?.weights.remove(key).catch(fail);
        await get().loadWeightFiles();
      },
      dismissOffered: () => set({ offered: undefined }),
      async readRun(id) {
        const entry = find(id);
        if (entry === undefined) return undefined;
        try {
          const events = await eventsOf(id);
          const experiment = storedExperiment(entry.link);
          const record = await inSlices(foldEvents(newRun(id, experiment), events));
          return isOver(record.phase) ? record : { ...record, phase: "stopped" };
        } catch (error) {
          const why = error instanceof StoredError ? error.fault : troubleOf(error);
          say({ kind: "unreadable", number: entry.number, why });
          return undefined;
        }
      },
      async showLastRun() {
        const { experiment, record, library: entries } = get();
        if (record !== undefined) return true;
        const link = encodeLink(experiment);
        const [last] = entries
          .filter((entry) => entry.link === link && entry.step > 0)
          .toSorted((a, b) => b.created - a.created);
        if (last === undefined || (last.phase !== "completed" && last.phase !== "diverged")) return last !== undefined;
        const found = get().earlier.find(({ run }) => run === last.id) ?? (await get().readRun(last.id));
        if (found === undefined) return false;
        if (get().record === undefined && get().experiment === experiment) {
          set({ record: { ...found, experiment }, earlier: get().earlier.filter(({ run }) => run !== last.id) });
        }
        return true;
      },
      async showGhost(id) {
        ghostAsked = id;
        if (id === undefined) {
          set({ ghost: undefined });
          return;
        }
        const record = get().earlier.find(({ run }) => run === id) ?? (await get().readRun(id));
        const entry = find(id);
        if (record === undefined || entry === undefined || ghostAsked !== id) return;
        set({ ghost: { kind: "run", id, title: `#${entry.number} ${entryTitle(entry)}`, arms: record.arms } });
      },
      addArmsOf(link) {
        const { experiment, mended, unusable } = decodeLink(link);
        if (unusable) {
          say({ kind: "badLink" });
          return;
        }
        const { arms, left, differs } = armsFrom(get().experiment, experiment);
        for (const arm of arms) get().addArm(arm);
        say({ kind: "armsAdded", count: arms.length, left, differs, ...(mended && { mended }) });
      },
      async exportRuns(ids) {
        const { createRunArchive } = await import("../record/runFile");
        const archive = createRunArchive();
        const left: { readonly number: number; readonly why: Fault }[] = [];
        for (const id of ids) {
          try {
            await inSlices(archive.add(await portable(id)));
          } catch (error) {
            left.push({ number: find(id)?.number ?? 0, why: troubleOf(error) });
          }
        }
        if (left.length > 0) say({ kind: "notExported", runs: left });
        return left.length === ids.length ? undefined : new Blob([...archive.end()], { type: "application/zip" });
      },
      async importRuns(bytes) {
        const { readRunFile } = await import("../record/runFile");
        try {
          const runs = await inSlices(readRunFile(bytes));
          // Of several with one id the first counts.
          const each = [...new Map(runs.toReversed().map((run) => [run.entry.id, run])).values()].toReversed();
          const missing = each.filter(({ entry }) => find(entry.id) === undefined);
          for (const run of missing) await takeIn(run);
          const known = each.length - missing.length;
          say({ kind: "imported", count: missing.length, known, repeated: runs.length - each.length });
        } catch (error) {
          if (error instanceof RunFileError) say({ kind: "badFile", why: error.fault });
          else say({ kind: "notStored", why: troubleOf(error) });
        }
      },
      async importFile(file) {
        let bytes: ArrayBuffer;
        try {
          bytes = await file.arrayBuffer();
        } catch (error) {
          say({ kind: "notRead", name: file.name, why: reasonOf(error) });
          return;
        }
        await get().importRuns(new Uint8Array(bytes));
      },
      async measureStorage() {
        set({ storage: await library?.usage().catch(() => undefined) });
        // Looking asks nobody anything.
        const lasts = get().library.length === 0 ? undefined : await library?.lasts(false).catch(() => undefined);
        if (lasts !== undefined) set({ lasts });
      },
      dismissLibraryNote: () => set({ libraryNote: undefined }),
    };
  };

/** What a run's record says of its entry; the rest is the visitor's or the storage's. */
const OF_RECORD = ["link", "phase", "step", "budget", "seed", "arms", "engine"] as const;

const unanswered = (): void => undefined;

/** What is told of a kept run that could not be read. */
function troubleOf(error: unknown): Fault {
  return error instanceof FaultError ? error.fault : storageReason(error);
}

function isMissing(error: unknown): boolean {
  return error instanceof DOMException && error.name === "NotFoundError";
}
