import type { GraphNode } from "../../../graph/networkGraph";
import { asMap } from "../../../graph/shape";
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
  const whole = (at: number) => ({ width: total, from: at });
  const alone = (channels: number) => ({ width: channels, from: 0 });
  for (const { name, channels, from: at } of parts) {
    const facts = { rows, channels, from: alone(channels), to: whole(at), accumulate: false };
    lowering.emit("copyChannels", facts, { x: lowering.value(name) }, { y: output });
  }
  lowering.backward(node.name, (pass) => {
    const dy = pass.incoming(node.name);
    if (dy === undefined) return;
    for (const { name, channels, from: at } of parts) {
      pass.into(name, (dx, accumulate) => {
        const facts = { rows, channels, from: whole(at), to: alone(channels), accumulate };
        lowering.emit("copyChannels", facts, { x: dy }, { y: dx });
      });
    }
  });
}

export function lowerPadChannels(lowering: Lowering, node: GraphNode): void {
  const source = lowering.inputOf(node);
  const narrow = asMap(source.shape, node.name).channels;
  const wide = asMap(node.shape, node.name).channels;
  const rows = lowering.wordsOf(node) / wide;
  const x = lowering.value(source.name);
  lowering.emit("padChannels", { rows, from: narrow, to: wide }, { x }, { y: lowering.output(node) });
  lowering.backward(node.name, (pass) => {
    const dy = pass.incoming(node.name);
    if (dy === undefined) return;
    pass.into(source.name, (dx, accumulate) => {
      const facts = {
        rows,
        channels: narrow,
        from: { width: wide, from: 0 },
        to: { width: narrow, from: 0 },
        accumulate,
      };
      lowering.emit("copyChannels", facts, { x: dy }, { y: dx });
    });
  });
}
