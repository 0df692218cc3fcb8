import { encoderOf, many, one, packed, type Messages } from "./messages";

/*
 * The messages of ONNX that the lab writes, of the many that there are: of each field its type and number.
 * Source: onnx/onnx.proto, IR version 8.
 */

const messages: Messages = {
  ModelProto: {
    irVersion: one("int64", 1),
    producerName: one("string", 2),
    graph: one("GraphProto", 7),
    opsetImport: many("OperatorSetIdProto", 8),
    metadataProps: many("StringStringEntryProto", 14),
  },
  OperatorSetIdProto: { domain: one("string", 1), version: one("int64", 2) },
  StringStringEntryProto: { key: one("string", 1), value: one("string", 2) },
  GraphProto: {
    node: many("NodeProto", 1),
    name: one("string", 2),
    initializer: many("TensorProto", 5),
    input: many("ValueInfoProto", 11),
    output: many("ValueInfoProto", 12),
  },
  NodeProto: {
    input: many("string", 1),
    output: many("string", 2),
    name: one("string", 3),
    opType: one("string", 4),
    attribute: many("AttributeProto", 5),
  },
  AttributeProto: {
    name: one("string", 1),
    f: one("float", 2),
    i: one("int64", 3),
    ints: many("int64", 8),
    type: one("int32", 20),
  },
  TensorProto: {
    dims: packed("int64", 1),
    dataType: one("int32", 2),
    name: one("string", 8),
    rawData: one("bytes", 9),
  },
  ValueInfoProto: { name: one("string", 1), type: one("TypeProto", 2) },
  TypeProto: { tensorType: one("TypeProtoTensor", 1) },
  TypeProtoTensor: { elemType: one("int32", 1), shape: one("TensorShapeProto", 2) },
  TensorShapeProto: { dim: many("Dimension", 1) },
  Dimension: { dimValue: one("int64", 1), dimParam: one("string", 2) },
};

/** Encodes a message of ONNX by its name. */
export const encodeOnnx = encoderOf(messages);

/** An operator of a graph. */
export interface NodeProto {
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly name: string;
  readonly opType: string;
  readonly attribute: readonly AttributeProto[];
}

/** A setting of an operator; `type` says which of the values it has. */
export interface AttributeProto {
  readonly name: string;
  readonly f?: number;
  readonly i?: number;
  readonly ints?: readonly number[];
  readonly type: number;
}

/** A constant. */
export interface TensorProto {
  readonly dims: readonly number[];
  readonly dataType: number;
  readonly name: string;
  readonly rawData: Uint8Array;
}
