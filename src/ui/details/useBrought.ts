import { useEffect, useState } from "react";
import { brought } from "../../data/brought";
import type { ImageSet } from "../../data/imageSet";
import { areHeld } from "../../data/pixels";

/**
 * A set with some of its pictures at hand: itself where it lies in memory, else once they have come from its file.
 * @returns undefined while they are on their way, and where they cannot be read.
 */
export function useBrought(set: ImageSet, indices: readonly number[]): ImageSet | undefined {
  const [found, setFound] = useState<{ readonly key: string; readonly set: ImageSet; readonly of: ImageSet }>();
  const key = indices.join();
  const held = areHeld(set.images);
  useEffect(() => {
    if (held) return;
    let wanted = true;
    brought(set, indices).then(
      (ready) => {
        if (wanted) setFound({ key, set: ready, of: set });
      },
      () => undefined,
    );
    return () => {
      wanted = false;
    };
    // The key stands for the indices.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [set, key, held]);
  if (held) return set;
  return found?.key === key && found.of === set ? found.set : undefined;
}
