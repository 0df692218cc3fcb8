// @vitest-environment happy-dom
import { act, cleanup, renderHook, waitFor } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { datasets } from "../../catalog/datasets";
import { findPreset, smallData } from "../../experiment/presets";
import { useSplits } from "./useSplits";

afterEach(cleanup);

const { dataset } = findPreset("smoke")?.experiment ?? smallData;

it("a data set that nobody looks at any more is not drawn to its end", async () => {
  const load = vi.spyOn(datasets.totem, "load");
  const signalOf = (call: number) => load.mock.calls[call]?.[2]?.signal;
  const one = renderHook(() => useSplits({ dataset, seed: 501 }));
  const other = renderHook(() => useSplits({ dataset, seed: 501 }));
  expect(load).toHaveBeenCalledTimes(1);
  one.unmount();
  expect(signalOf(0)?.aborted).toBe(false);
  other.unmount();
  expect(signalOf(0)?.aborted).toBe(true);
  // Looked at again, it is drawn anew and kept once it is whole.
  const again = renderHook(() => useSplits({ dataset, seed: 501 }));
  await waitFor(() => expect(again.result.current.kind).toBe("ready"), { timeout: 20_000 });
  again.unmount();
  const kept = renderHook(() => useSplits({ dataset, seed: 501 }));
  await act(() => Promise.resolve());
  expect(kept.result.current.kind).toBe("ready");
  expect(load).toHaveBeenCalledTimes(2);
  expect(signalOf(1)?.aborted).toBe(false);
});
