import { encode } from "fast-png";
import { crcOf } from "../data/files/crc32";
import type { RunRecord } from "../record/runRecord";
import { columnsOf } from "../record/exportRun";
import { points } from "../record/series";
import { encodeTensorboard, type SummaryValue } from "./messages/tensorboard";

/*
 * A run as TensorBoard's event files, one for each arm, which W&B and Aim import, too. A file is a list of records: the length, its
 * checksum, an event, its checksum (TFRecord). An event has a time, a step and values by name; `messages/` has its fields.
 */

/** What HParams lists of a run. */
export type Hyperparameters = { readonly [name: string]: string | number | boolean };

/** A picture that is shown among a run's values. */
export interface LoggedPicture {
  /** What it shows and what was said of it; up to the first slash the group that it stands in. */
  readonly tag: string;
  readonly step: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** `[height, width, channels]` */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Where a value of an arm is read: `loss/ce/main` of `A/loss/ce/main`. */
const PLUGIN = "hparams";
const SESSION_START = "_hparams_/session_start_info";
const SESSION_END = "_hparams_/session_end_info";
/** Of the plug-in's data. */
const VERSION = 0;
const SUCCESS = 1;

/**
 * The event file of one arm.
 * @param letter `A`. @param began seconds since 1970, when the run was made; steps follow by their own times.
 * @param pictures in the order of their steps.
 */
export function eventFile(
  record: RunRecord,
  letter: string,
  hyperparameters: Hyperparameters,
  began: number,
  pictures: readonly LoggedPicture[],
): Uint8Array<ArrayBuffer> {
  const scalars = columnsOf(record).flatMap(({ name, series }) => {
    const own = /^([A-D])\/(.*)$/.exec(name);
    if (own !== null && own[1] !== letter) return [];
    return points(series).flatMap(({ step, value }) =>
      Number.isNaN(value) ? [] : [{ step, name: own?.[2] ?? name, value }],
    );
  });
  const inOrder = scalars.toSorted((a, b) => a.step - b.step);
  const event = (step: number, value: SummaryValue): Uint8Array =>
    encodeTensorboard("Event", { wallTime: began + step / 1000, step, summary: { value: [value] } });
  const pluginValue = (tag: string, info: object): SummaryValue => {
    const content = encodeTensorboard("HParamsPluginData", { version: VERSION, ...info });
    return { tag, metadata: { pluginData: { pluginName: PLUGIN, content } } };
  };
  const hparams = Object.entries(hyperparameters).map(([key, value]) => ({ key, value: hyperparameter(value) }));
  const sessionStartInfo = { hparams, groupName: record.run, startTimeSecs: began };
  const sessionEndInfo = { status: SUCCESS, endTimeSecs: began + record.step / 1000 };
  return joined(
    [
      encodeTensorboard("Event", { wallTime: began, fileVersion: "brain.Event:2" }),
      event(0, pluginValue(SESSION_START, { sessionStartInfo })),
      ...inOrder.map(({ step, name, value }) => event(step, { tag: name, simpleValue: value })),
      ...pictures.map((picture) => event(picture.step, pictureValue(picture))),
      event(record.step, pluginValue(SESSION_END, { sessionEndInfo })),
    ].map(framed),
  );
}

/** A value that is an image, packed as PNG; its number of channels is its colour space, 1 grey and 3 RGB. */
function pictureValue({ tag, height, width, channels, bytes: data }: LoggedPicture): SummaryValue {
  const encodedImageString = encode({ width, height, channels, depth: 8, data });
  return { tag, image: { height, width, colorspace: channels, encodedImageString } };
}

/** A value as google.protobuf.Value. */
function hyperparameter(value: string | number | boolean): object {
  if (typeof value === "number") return { numberValue: value };
  return typeof value === "boolean" ? { boolValue: value } : { stringValue: value };
}

/** Pieces one after the other. */
function joined(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** A record of a TFRecord file. */
function framed(data: Uint8Array): Uint8Array {
  const length = new DataView(new ArrayBuffer(8));
  length.setBigUint64(0, BigInt(data.length), true);
  const head = new Uint8Array(length.buffer);
  return joined([head, checksum(head), data, checksum(data)]);
}

/** Castagnoli's. */
const crc32c = crcOf(0x82f63b78);

/** The masked CRC-32C, so that a checksum of data that holds checksums stays one. */
function checksum(data: Uint8Array): Uint8Array {
  const crc = crc32c(data);
  const masked = (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, masked, true);
  return new Uint8Array(view.buffer);
}
