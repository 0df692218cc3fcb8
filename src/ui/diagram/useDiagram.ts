import { useMemo } from "react";
import { networksOf } from "../../experiment/networks";
import { useLab } from "../common/labContext";
import { LOW_WINDOW, useMedia } from "../common/useMedia";
import { useShownArms } from "../common/useShownArms";
import { layoutDiagram, type ArmToDraw, type DiagramLayout } from "./layout";

/** The layout of the experiment on the page; undefined when it cannot be built or there is no room yet. */
export function useDiagram(room: number): DiagramLayout | undefined {
  const experiment = useLab((state) => state.experiment);
  const shown = useShownArms();
  const low = useMedia(LOW_WINDOW);
  const key = shown.join();
  return useMemo(() => {
    const { trunk, arms } = networksOf(experiment);
    if (trunk === undefined || room < 200) return undefined;
    const drawn = key.split(",").flatMap((text): readonly ArmToDraw[] => {
      const network = arms[Number(text)];
      return network === undefined ? [] : [{ index: Number(text), network }];
    });
    return layoutDiagram(trunk, drawn, room, low);
  }, [experiment, key, room, low]);
}
