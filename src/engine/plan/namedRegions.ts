import type { NetworkGraph } from "../../graph/networkGraph";
import type { BadTensor } from "../executor";
import type { Region } from "./region";

/**
 * What the regions of a training step are to someone who knows the graph alone.
 * @returns tells kind and name of a region; undefined for the machinery's own, such as packed kernels and partial sums.
 */
export function namedRegions({
  nodes,
}: NetworkGraph): (region: Region) => readonly [kind: BadTensor["kind"], name: string] | undefined {
  const known = new Set(nodes.map(({ name }) => name));
  return ({ name, home }) => {
    if (home !== undefined) {
      const { arena } = home;
      return arena.name === "gradients" && arena.slots.has(name.slice("gradients/".length))
        ? ["gradient", name.slice("gradients/".length)]
        : undefined;
    }
    if (known.has(name)) return ["activation", name];
    return name.startsWith("d ") && known.has(name.slice(2)) ? ["gradient", name.slice(2)] : undefined;
  };
}
