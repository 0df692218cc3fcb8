import { presetTexts } from "../../experiment/presetTexts";

/** What a preset shows. */
export function PresetText({ id }: { readonly id: string }) {
  return <p className="small">{presetTexts[id]}</p>;
}
