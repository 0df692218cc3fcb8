import { useCallback, useEffect, useId, useRef, useState } from "react";
import { sizesOf } from "../../catalog/datasets/files";
import { filesConfig, type Watched } from "../../catalog/datasets/filesConfig";
import { startImport } from "../../client/imageImport";
import { filesOfDrop, filesOfPicker, type GivenFile } from "../../client/givenFiles";
import { DatasetError } from "../../data/datasetError";
import { noteClassNames } from "../../data/files/classNamesAtHand";
import { keyOfHash, type LabelLevel } from "../../data/files/imagesKey";
import { findKnownSet, isLikeWanted, type KnownSet } from "../../data/files/knownSets";
import type { Manifest } from "../../data/files/manifest";
import type { Fit, ReadNote } from "../../data/files/reader";
import type { Experiment } from "../../experiment/experiment";
import type { ImportMessage, ImportRequest } from "../../protocol/importMessage";
import { listImages, removeImages, type KeptImages } from "../../storage/imageStore";
import { Dialog } from "../common/Dialog";
import { FilePicker } from "../common/FilePicker";
import { useActions, useLab } from "../common/labContext";
import controls from "../common/controls.module.css";
import { datasetText, noteText } from "../words/datasetWords";
import { textOf } from "../words/errorWords";
import { imagesWords as words } from "../words/imagesWords";
import { FetchSet, KnownSets, type FetchProps } from "./KnownSets";
import styles from "./Images.module.css";

/** How far an import has come, or what came of it. */
type Import =
  | { readonly kind: "none" }
  | { readonly kind: "running"; readonly text: string; readonly share: number | undefined }
  | { readonly kind: "done"; readonly manifest: Manifest; readonly notes: readonly ReadNote[]; readonly other: boolean }
  | { readonly kind: "refused"; readonly text: string }
  | { readonly kind: "cancelled" };

const SIZES = [16, 24, 28, 32, 48, 64] as const;
const FITS: readonly Fit[] = ["fill", "fit", "stretch"];

/** Images of one's own: given as files, kept in this browser, trained on, removed. */
export function ImagesDialog({ dropped }: { readonly dropped: readonly FileSystemEntry[] | undefined }) {
  const { closeDialog, setDataset, measureStorage } = useActions();
  const dataset = useLab((state) => state.experiment.dataset);
  const [kept, setKept] = useState<readonly KeptImages[]>();
  const [state, setState] = useState<Import>({ kind: "none" });
  const [size, setSize] = useState<number>();
  const [fit, setFit] = useState<Fit>("fill");
  const end = useRef<() => void>(undefined);

  const list = useCallback(() => keptImages().then(setKept), []);
  useEffect(() => {
    keptImages().then(setKept, () => setKept([]));
  }, []);

  const wanted = dataset.kind === "files" && dataset.hash !== "" ? dataset.hash : undefined;
  const unset = dataset.kind === "files" && dataset.hash === "" && findKnownSet(dataset.name) !== undefined;
  const watched: Watched = dataset.kind === "files" && dataset.hash !== "" && dataset.own === "" ? "test" : "own";
  const level: LabelLevel = dataset.kind === "files" && dataset.coarse > 0 ? "coarse" : "fine";
  const missing = kept !== undefined && wanted !== undefined && !kept.some(({ manifest }) => hasAll(manifest, dataset));
  const [broken, setBroken] = useState<Downloading>();
  const take = (given: readonly GivenFile[], downloading?: Downloading): void => {
    end.current?.();
    setBroken(undefined);
    setState({ kind: "running", text: words.starting, share: undefined });
    end.current = startImport({ files: given, size, fit, ...downloading }, (message) => {
      // Who has the link's images may well take others.
      const next = stateAfter(message, missing ? wanted : undefined);
      setState(next);
      if (message.type === "refused" && downloading !== undefined) {
        setBroken({ ...downloading, ...(message.have && { have: message.have }) });
      }
      if (next.kind !== "done") return;
      noteClassNames(next.manifest);
      // Whoever gives what a link asked for learns the classes that it names.
      const asked = keyOf(next.manifest) === wanted;
      setDataset(filesConfig(next.manifest, asked ? level : "fine", asked ? watched : "own"));
      void list();
      void measureStorage();
    });
  };
  const cancel = (): void => {
    end.current?.();
    setState({ kind: "cancelled" });
    void list();
  };

  const remove = (key: string): void => {
    removeImages(key)
      .then(list)
      .then(measureStorage, (error: unknown) =>
        setState({
          kind: "refused",
          text: error instanceof DatasetError ? datasetText(error.fault) : words.failed(textOf(error)),
        }),
      );
  };

  const taken = useRef(false);
  useEffect(() => {
    if (dropped === undefined || taken.current) return;
    taken.current = true;
    filesOfDrop(dropped).then(take, (error: unknown) =>
      setState({ kind: "refused", text: words.failed(textOf(error)) }),
    );
    // What was dropped is taken once, however often this is drawn.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [dropped]);
  // Whoever closes the dialog no longer waits for it.
  useEffect(() => () => end.current?.(), []);

  return (
    <Dialog title={words.title} onClose={closeDialog}>
      {missing && state.kind !== "running" && dataset.kind === "files" && (
        <Needed dataset={dataset} onDownload={(download) => take([], { download })} />
      )}
      {unset && state.kind !== "running" && dataset.kind === "files" && (
        <WantedByPreset
          dataset={dataset}
          kept={kept?.find(({ manifest }) => isLikeWanted(manifest, dataset))?.manifest}
          onUse={(manifest) => setDataset(filesConfig(manifest, "fine"))}
          onDownload={(download) => take([], { download })}
        />
      )}
      <p className="small muted">{words.what}</p>
      <Pickers busy={state.kind === "running"} onFiles={take} />
      <KnownSets busy={state.kind === "running"} onDownload={(download) => take([], { download })} />
      <div className={styles.choices}>
        <Choice
          label={words.size}
          help={words.sizeHelp}
          value={size === undefined ? "" : String(size)}
          options={[["", words.asIs], ...SIZES.map((each): [string, string] => [String(each), words.pixels(each)])]}
          onChange={(value) => setSize(value === "" ? undefined : Number(value))}
        />
        <Choice
          label={words.fit}
          value={fit}
          options={FITS.map((each): [string, string] => [each, words.fits[each]])}
          onChange={(value) => setFit(FITS.find((each) => each === value) ?? "fill")}
        />
      </div>
      <Outcome state={state} onCancel={cancel} />
      {broken !== undefined && (
        <button type="button" className={`${controls.button} ${controls.small}`} onClick={() => take([], broken)}>
          {words.again}
        </button>
      )}
      <h3>{words.kept}</h3>
      {kept?.length === 0 && <p className="small muted">{words.none}</p>}
      <ul className={styles.rows}>
        {kept?.map(({ manifest, bytes: taking }) => (
          <KeptRow
            key={manifest.hash}
            manifest={manifest}
            taking={taking}
            inUse={keyOf(manifest) === wanted}
            level={level}
            watched={watched}
            onUse={(chosen, split) => setDataset(filesConfig(manifest, chosen, split))}
            onRemove={() => remove(keyOf(manifest))}
          />
        ))}
      </ul>
    </Dialog>
  );
}

async function keptImages(): Promise<readonly KeptImages[]> {
  const found = await listImages();
  for (const { manifest } of found) noteClassNames(manifest);
  return found;
}

const keyOf = ({ hash }: Manifest): string => keyOfHash(hash);

/** Whether a kept set is the one that an experiment names, its validation images included where it is watched on them. */
function hasAll(manifest: Manifest, dataset: Experiment["dataset"]): boolean {
  if (dataset.kind !== "files" || keyOf(manifest) !== dataset.hash) return false;
  return dataset.own === "" || keyOfHash(manifest.validation?.hash ?? "") === dataset.own;
}

function stateAfter(message: ImportMessage, wanted: string | undefined): Import {
  switch (message.type) {
    case "progress":
      if (message.phase === "unpacking")
        return { kind: "running", text: words.unpacking(message.bytes), share: undefined };
      if (message.phase === "downloading") {
        const { bytes, total } = message;
        return { kind: "running", text: words.downloading(bytes, total), share: bytes / Math.max(1, total) };
      }
      if (message.phase === "keeping") return { kind: "running", text: words.keeping, share: 1 };
      return {
        kind: "running",
        text: words.reading(message.done, message.total),
        share: message.total === 0 ? undefined : message.done / message.total,
      };
    case "done":
      return {
        kind: "done",
        manifest: message.manifest,
        notes: message.notes,
        other: wanted !== undefined && wanted !== keyOf(message.manifest),
      };
    case "refused":
      return { kind: "refused", text: datasetText(message.fault) };
    case "failed":
      return { kind: "refused", text: words.failed(message.told) };
    default:
      return message satisfies never;
  }
}

/** What is fetched, and what an attempt that failed had of it. */
type Downloading = Pick<ImportRequest, "download" | "have">;

interface PickersProps {
  readonly busy: boolean;
  readonly onFiles: (files: readonly GivenFile[]) => void;
}

function Pickers({ busy, onFiles }: PickersProps) {
  const pick = (files: readonly File[]): void => onFiles(filesOfPicker(files));
  return (
    <div className={styles.actions}>
      <FilePicker label={words.files} disabled={busy} multiple onFiles={pick} />
      <FilePicker label={words.folder} disabled={busy} multiple folder onFiles={pick} />
    </div>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly help?: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, label: string])[];
  readonly onChange: (value: string) => void;
}

function Choice({ label, help, value, options, onChange }: ChoiceProps) {
  const id = useId();
  return (
    <div className={controls.field} title={help}>
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        className={`${controls.control} ${controls.boxed}`}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      >
        {options.map(([each, text]) => (
          <option key={each} value={each}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}

function Outcome({ state, onCancel }: { readonly state: Import; readonly onCancel: () => void }) {
  switch (state.kind) {
    case "none":
      return null;
    case "cancelled":
      return <p role="status">{words.cancelled}</p>;
    case "refused":
      return (
        <p role="alert" className={controls.problem}>
          {state.text}
        </p>
      );
    case "running":
      return (
        <div className={styles.running}>
          <progress aria-label={words.title} max={1} value={state.share} />
          <p className="small">{state.text}</p>
          <button type="button" className={`${controls.button} ${controls.small}`} onClick={onCancel}>
            {words.cancel}
          </button>
        </div>
      );
    case "done":
      return (
        <div role="status">
          <p>{words.done(state.manifest.name)}</p>
          {state.other && <p className="small">{words.other(state.manifest.name)}</p>}
          <ul className="small">
            {state.notes.map((note) => (
              <li key={note.code}>{noteText(note)}</li>
            ))}
          </ul>
        </div>
      );
    default:
      return state satisfies never;
  }
}

interface KeptRowProps {
  readonly manifest: Manifest;
  readonly taking: number;
  readonly inUse: boolean;
  /** Of the classes that are learnt while it is in use. */
  readonly level: LabelLevel;
  /** Which images are watched while it is in use. */
  readonly watched: Watched;
  readonly onUse: (level: LabelLevel, watched: Watched) => void;
  readonly onRemove: () => void;
}

function KeptRow({ manifest, taking, inUse, level, watched, onUse, onRemove }: KeptRowProps) {
  const { name, counts, classNames, coarse, validation, height, width, channels, hash } = manifest;
  const small = `${controls.button} ${controls.small}`;
  return (
    <li className={styles.row} aria-current={inUse}>
      <strong>{name}</strong> {inUse && <span className="small muted">{words.inUse}</span>}
      <p className="small muted">
        {words.facts(
          words.images(counts.train, counts.test, validation?.images),
          classNames.length,
          words.shape(height, width, channels),
          taking,
        )}
      </p>
      <p className="small muted mono" title={hash}>
        {words.hash(keyOf(manifest))}
      </p>
      {inUse && coarse !== undefined && (
        <Choice
          label={words.labels}
          value={level}
          options={[
            ["fine", words.classes(classNames.length)],
            ["coarse", words.coarseClasses(coarse.groupNames.length)],
          ]}
          onChange={(value) => onUse(value === "coarse" ? "coarse" : "fine", watched)}
        />
      )}
      {inUse && validation !== undefined && (
        <Choice
          label={words.watched}
          help={words.watchedHelp}
          value={watched}
          options={[
            ["own", words.ownValidation(validation.images)],
            ["test", words.testImages(counts.test)],
          ]}
          onChange={(value) => onUse(level, value === "own" ? "own" : "test")}
        />
      )}
      <div className={styles.actions}>
        {!inUse && (
          <button type="button" className={small} aria-label={words.useOf(name)} onClick={() => onUse("fine", "own")}>
            {words.use}
          </button>
        )}
        <button type="button" className={small} aria-label={words.removeOf(name)} onClick={onRemove}>
          {words.remove}
        </button>
      </div>
    </li>
  );
}

/** What a preset is made for: a set that is kept here and like it, or where to get it. */
function WantedByPreset({
  dataset,
  kept,
  onUse,
  onDownload,
}: FetchProps & {
  readonly dataset: FilesDataset;
  readonly kept: Manifest | undefined;
  readonly onUse: (manifest: Manifest) => void;
}) {
  const { height, width, channels, classes, trainCount, testCount } = sizesOf(dataset.sizes);
  const known = findKnownSet(dataset.name);
  const shape = words.shape(height, width, channels);
  return (
    <div className={styles.needed} role="note">
      <p>{words.wanted(known?.title ?? dataset.name)}</p>
      <p className="small">{words.wantedFacts(trainCount, testCount, classes, shape)}</p>
      {kept === undefined ? (
        known !== undefined && (
          <>
            <WhereFrom known={known} />
            <FetchSet {...{ known, onDownload }} />
          </>
        )
      ) : (
        <p className="small">
          {words.alike(kept.name)}{" "}
          <button type="button" className={`${controls.button} ${controls.small}`} onClick={() => onUse(kept)}>
            {words.useOf(kept.name)}
          </button>
        </p>
      )}
    </div>
  );
}

type FilesDataset = Extract<Experiment["dataset"], { kind: "files" }>;

function WhereFrom({ known }: { readonly known: KnownSet }) {
  return (
    <p className="small">
      {words.known(known)}{" "}
      <a href={known.page} target="_blank" rel="noreferrer">
        {known.page}
      </a>
    </p>
  );
}

/** What a link asks for that is not here: how much it is, under which licence, and where to get it. */
function Needed({ dataset, onDownload }: FetchProps & { readonly dataset: FilesDataset }) {
  const { name, hash } = dataset;
  const { height, width, channels, classes, trainCount, testCount, validationCount = 0 } = sizesOf(dataset.sizes);
  const images = trainCount + testCount + validationCount;
  const known = findKnownSet(name);
  const shape = words.shape(height, width, channels);
  return (
    <div className={styles.needed} role="note">
      <p>{words.needed(known?.title ?? name)}</p>
      <p className="small">{words.neededFacts(images, classes, shape, images * height * width * channels, hash)}</p>
      {known === undefined ? (
        <p className="small">{words.ask}</p>
      ) : (
        <>
          <WhereFrom known={known} />
          <FetchSet {...{ known, onDownload }} />
        </>
      )}
    </div>
  );
}
