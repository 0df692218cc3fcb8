import { useMemo } from "react";
import { useStore } from "zustand";
import type { NetworkGraph, SiteId } from "../../graph/networkGraph";
import { networksOf } from "../../experiment/networks";
import type { Sweep } from "../../sweep/sweep";
import type { SweepStore } from "../../store/sweepStore";
import { siteTitle } from "../words/wording";
import { sweepWords } from "../words/sweepWords";

/** Says where a placement forks. */
export type PlacementText = (placement: readonly SiteId[]) => string;

/** `stage 1 + stage 2`, `stem + stage 2 block 1`, `no fork`. */
export function placementText(trunk: NetworkGraph | undefined, placement: readonly SiteId[]): string {
  if (placement.length === 0) return sweepWords.noFork;
  return placement.map((site) => lower(siteTitle(trunk, site))).join(" + ");
}

/** {@link placementText} for the network of the sweep on display. */
export function usePlacementText(store: SweepStore): PlacementText {
  const sweep = useStore(store, (state) => state.sweep);
  return useMemo(() => {
    const trunk = trunkOf(sweep);
    return (placement) => placementText(trunk, placement);
  }, [sweep]);
}

/** The network whose places a sweep forks at. */
export function trunkOf(sweep: Sweep | undefined): NetworkGraph | undefined {
  return sweep === undefined ? undefined : networksOf(sweep.base).trunk;
}

const lower = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
