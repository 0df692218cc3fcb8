import type { CoarseClasses } from "./manifest";

/**
 * Which coarse class each fine one belongs to, as labelled images show; undefined where they contradict each other, or there are none.
 * @param lists of labels and of as many coarse labels.
 */
export function coarseFrom(
  lists: readonly { readonly labels: ArrayLike<number>; readonly coarse: ArrayLike<number> }[],
  classes: number,
  names: readonly string[] | undefined,
): CoarseClasses | undefined {
  const groups = new Map<number, number>();
  for (const { labels, coarse } of lists) {
    for (let image = 0; image < labels.length; image += 1) {
      const [label, group] = [labels[image] ?? 0, coarse[image] ?? -1];
      if ((groups.get(label) ?? group) !== group) return undefined;
      groups.set(label, group);
    }
  }
  const groupNames = names ?? Array.from({ length: Math.max(-1, ...groups.values()) + 1 }, (_, group) => `${group}`);
  const whole = Array.from({ length: classes }, (_, label) => groups.get(label) ?? -1);
  return whole.every((group) => group >= 0 && group < groupNames.length) ? { groups: whole, groupNames } : undefined;
}
