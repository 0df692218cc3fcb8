import { encoderOf, many, one, type Messages } from "./messages";

/*
 * The messages of TensorBoard's event files that the lab writes, and those of its plug-in HParams: of each field its type and number.
 * Source: tensorflow/core/util/event.proto, tensorflow/core/framework/summary.proto, tensorboard/plugins/hparams/plugin_data.proto,
 * google/protobuf/struct.proto.
 */

const messages: Messages = {
  Event: {
    wallTime: one("double", 1),
    step: one("int64", 2),
    fileVersion: one("string", 3),
    summary: one("Summary", 5),
  },
  Summary: { value: many("SummaryValue", 1) },
  SummaryValue: {
    tag: one("string", 1),
    simpleValue: one("float", 2),
    image: one("Image", 4),
    metadata: one("SummaryMetadata", 9),
  },
  Image: {
    height: one("int32", 1),
    width: one("int32", 2),
    colorspace: one("int32", 3),
    encodedImageString: one("bytes", 4),
  },
  SummaryMetadata: { pluginData: one("PluginData", 1) },
  PluginData: { pluginName: one("string", 1), content: one("bytes", 2) },
  HParamsPluginData: {
    version: one("int32", 1),
    sessionStartInfo: one("SessionStartInfo", 3),
    sessionEndInfo: one("SessionEndInfo", 4),
  },
  SessionStartInfo: {
    /** A map: an entry with key and value for each. */
    hparams: many("HParamsEntry", 1),
    groupName: one("string", 4),
    startTimeSecs: one("double", 5),
  },
  HParamsEntry: { key: one("string", 1), value: one("Value", 2) },
  Value: { numberValue: one("double", 2), stringValue: one("string", 3), boolValue: one("bool", 4) },
  SessionEndInfo: { status: one("int32", 1), endTimeSecs: one("double", 2) },
};

/** Encodes a message of an event file by its name. */
export const encodeTensorboard = encoderOf(messages);

/** A value of a run at a step: a number, a picture, or what a plug-in reads. */
export interface SummaryValue {
  readonly tag: string;
  readonly simpleValue?: number;
  readonly image?: {
    readonly height: number;
    readonly width: number;
    readonly colorspace: number;
    readonly encodedImageString: Uint8Array;
  };
  readonly metadata?: { readonly pluginData: { readonly pluginName: string; readonly content: Uint8Array } };
}
