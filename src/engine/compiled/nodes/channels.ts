import type { GraphNode } from "../../../graph/networkGraph";
import { asMap } from "../../../graph/shape";
import { copyChannels, padChannels } from "../kernels/reshape";
import type { Lowering } from "../lowering";

export function lowerConcat(lowering: Lowering, node: GraphNode): void {
  const total = asMap(node.shape, node.name).channels;
  const rows = lowering.wordsOf(node) / total;
  const output = lowering.output(node);
  let from = 0;
  const parts = node.inputs.map((name) => {
    const { channels } = asMap(lowering.node(name).shape, node.name);
    const part = { name, channels, from };
    from += channels;
    return part;
  });
  for (const { name, channels, from: at } of parts) {
    const kernel = copyChannels(rows, { width: channels, from: 0 }, { width: total, from: at }, channels, false);
    lowering.emit(kernel, lowering.value(name), output);
  }
  lowering.backward(node.name, (pass) => {
    const dy = pass.incoming(node.name);
    if (dy === undefined) return;
    for (const { name, channels, from: at } of parts) {
      pass.into(name, (dx, accumulate) => {
        const kernel = copyChannels(
          rows,
          { width: total, from: at },
          { width: channels, from: 0 },
          channels,
          accumulate,
        );
        lowering.emit(kernel, dy, dx);
      });
    }
  });
}

export function lowerPadChannels(lowering: Lowering, node: GraphNode): void {
  const source = lowering.inputOf(node);
  const narrow = asMap(source.shape, node.name).channels;
  const wide = asMap(node.shape, node.name).channels;
  const rows = lowering.wordsOf(node) / wide;
  lowering.emit(padChannels(rows, narrow, wide), lowering.value(source.name), lowering.output(node));
  lowering.backward(node.name, (pass) => {
    const dy = pass.incoming(node.name);
    if (dy === undefined) return;
    pass.into(source.name, (dx, accumulate) => {
      const kernel = copyChannels(rows, { width: wide, from: 0 }, { width: narrow, from: 0 }, narrow, accumulate);
      lowering.emit(kernel, dy, dx);
    });
  });
}
