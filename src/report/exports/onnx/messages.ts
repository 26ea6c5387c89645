import { PbfWriter } from 'pbf';
import { littleEndian } from '../little-endian.js';

/** A constant of the graph: a weight, or the shape that a row is given. */
export interface Tensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array | BigInt64Array;
}

/** A number, a whole number or whole numbers; which one it is says the operator. */
export type Attribute = { readonly float: number } | { readonly int: number } | { readonly ints: number[] };

/** One operator: named values in, one named value out. */
export interface Node {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/** A float32 value of shape (batch, ...shape). */
export interface Value {
  readonly name: string;
  readonly shape: readonly number[];
}

export interface Graph {
  readonly name: string;
  readonly nodes: readonly Node[];
  readonly constants: readonly Tensor[];
  readonly input: Value;
  readonly output: Value;
}

export interface OnnxModel {
  readonly graph: Graph;
  readonly producer: { readonly name: string; readonly version: string };
  /** Version of the default operator set. */
  readonly operators: number;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Numbers of the fields and of the types in onnx.proto. */
const float = 1;
const int64 = 7;
const attributeTypes = { float: 1, int: 2, ints: 7 };
/** The version of the format that came with operator set 17. */
const formatVersion = 8;

/** The bytes of a ModelProto. Source: onnx/onnx.proto, IR version 8. */
export function modelBytes({ graph, producer, operators, metadata }: OnnxModel): Uint8Array {
  const writer = new PbfWriter();
  writer.writeVarintField(1, formatVersion);
  writer.writeStringField(2, producer.name);
  writer.writeStringField(3, producer.version);
  writer.writeMessage(7, writeGraph, graph);
  writer.writeMessage(8, (version, pbf) => pbf.writeVarintField(2, version), operators);
  for (const entry of Object.entries(metadata)) writer.writeMessage(14, writeEntry, entry);
  return writer.finish();
}

function writeEntry([key, value]: [string, string], writer: PbfWriter): void {
  writer.writeStringField(1, key);
  writer.writeStringField(2, value);
}

function writeGraph({ name, nodes, constants, input, output }: Graph, writer: PbfWriter): void {
  for (const node of nodes) writer.writeMessage(1, writeNode, node);
  writer.writeStringField(2, name);
  for (const tensor of constants) writer.writeMessage(5, writeTensor, tensor);
  writer.writeMessage(11, writeValue, input);
  writer.writeMessage(12, writeValue, output);
}

function writeNode({ operator, inputs, output, attributes }: Node, writer: PbfWriter): void {
  for (const name of inputs) writer.writeStringField(1, name);
  writer.writeStringField(2, output);
  writer.writeStringField(3, output);
  writer.writeStringField(4, operator);
  for (const entry of Object.entries(attributes)) writer.writeMessage(5, writeAttribute, entry);
}

function writeAttribute([name, value]: [string, Attribute], writer: PbfWriter): void {
  writer.writeStringField(1, name);
  if ('float' in value) {
    writer.writeFloatField(2, value.float);
    writer.writeVarintField(20, attributeTypes.float);
  } else if ('int' in value) {
    writer.writeVarintField(3, value.int);
    writer.writeVarintField(20, attributeTypes.int);
  } else {
    for (const int of value.ints) writer.writeVarintField(8, int);
    writer.writeVarintField(20, attributeTypes.ints);
  }
}

function writeTensor({ name, shape, values }: Tensor, writer: PbfWriter): void {
  for (const size of shape) writer.writeVarintField(1, size);
  writer.writeVarintField(2, values instanceof Float32Array ? float : int64);
  writer.writeStringField(8, name);
  writer.writeBytesField(9, littleEndian(values));
}

function writeValue({ name, shape }: Value, writer: PbfWriter): void {
  writer.writeStringField(1, name);
  writer.writeMessage(2, writeType, shape);
}

/** A tensor type; the first axis is the batch, of any size. */
function writeType(shape: readonly number[], writer: PbfWriter): void {
  writer.writeMessage(
    1,
    (axes, tensor) => {
      tensor.writeVarintField(1, float);
      tensor.writeMessage(2, writeShape, axes);
    },
    shape,
  );
}

function writeShape(axes: readonly number[], writer: PbfWriter): void {
  writer.writeMessage(1, (name, axis) => axis.writeStringField(2, name), 'batch');
  for (const size of axes) writer.writeMessage(1, (length, axis) => axis.writeVarintField(1, length), size);
}
