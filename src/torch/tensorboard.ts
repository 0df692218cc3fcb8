import { encode } from "fast-png";
import { crcOf } from "../data/files/crc32";
import type { RunRecord } from "../record/runRecord";
import { columnsOf } from "../record/exportRun";
import { points } from "../record/series";
import { bytes, double, float, int, joined, message, text, type Encoded } from "./protobuf";

/*
 * A run as TensorBoard's event files, one for each arm, which W&B and Aim import, too. A file is a list of records: the length, its
 * checksum, an event, its checksum (TFRecord). An event has a time, a step and values by name.
 * Source: tensorflow/core/util/event.proto, tensorflow/core/framework/summary.proto, tensorboard/plugins/hparams/plugin_data.proto.
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
  const event = (step: number, ...values: readonly Encoded[]): Encoded =>
    joined([double(1, began + step / 1000), int(2, step), message(5, ...values.map((value) => bytes(1, value)))]);
  const pluginValue = (tag: string, content: Encoded): Encoded =>
    joined([text(1, tag), message(9, message(1, text(1, PLUGIN), bytes(2, joined([int(1, VERSION), content]))))]);
  const entries = Object.entries(hyperparameters).map(([key, value]) =>
    message(1, text(1, key), hyperparameter(value)),
  );
  const start = message(3, ...entries, text(4, record.run), double(5, began));
  const end = message(4, int(1, SUCCESS), double(2, began + record.step / 1000));
  return joined(
    [
      joined([double(1, began), text(3, "brain.Event:2")]),
      event(0, pluginValue(SESSION_START, start)),
      ...inOrder.map(({ step, name, value }) => event(step, joined([text(1, name), float(2, value)]))),
      ...pictures.map((picture) => event(picture.step, pictureValue(picture))),
      event(record.step, pluginValue(SESSION_END, end)),
    ].map(framed),
  );
}

/** A value that is an image, packed as PNG; its number of channels is its colour space, 1 grey and 3 RGB. */
function pictureValue({ tag, height, width, channels, bytes: data }: LoggedPicture): Encoded {
  const png = encode({ width, height, channels, depth: 8, data });
  return joined([text(1, tag), message(4, int(1, height), int(2, width), int(3, channels), bytes(4, png))]);
}

/** A value as google.protobuf.Value. */
function hyperparameter(value: string | number | boolean): Encoded {
  if (typeof value === "number") return message(2, double(2, value));
  return typeof value === "boolean" ? message(2, int(4, Number(value))) : message(2, text(3, value));
}

/** A record of a TFRecord file. */
function framed(data: Encoded): Encoded {
  const length = new DataView(new ArrayBuffer(8));
  length.setBigUint64(0, BigInt(data.length), true);
  const head = new Uint8Array(length.buffer);
  return joined([head, checksum(head), data, checksum(data)]);
}

/** Castagnoli's. */
const crc32c = crcOf(0x82f63b78);

/** The masked CRC-32C, so that a checksum of data that holds checksums stays one. */
function checksum(data: Uint8Array): Encoded {
  const crc = crc32c(data);
  const masked = (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, masked, true);
  return new Uint8Array(view.buffer);
}
