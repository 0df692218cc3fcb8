import type { WeightsFault } from "../../torch/safetensors";

/** Names that are listed of many. */
const LISTED = 12;

/** Why a file of weights cannot be used, after its name. */
export function weightsFaultText(fault: WeightsFault): string {
  switch (fault.code) {
    case "pickled":
      return "is a zip or a pickle, as torch.save writes them, and a pickle may run anything when it is read; save the weights as safetensors instead";
    case "noSafetensors":
      return "is no safetensors file: its header cannot be read";
    case "cutOff":
      return `is cut off: it has ${fault.bytes} bytes and its header speaks of ${fault.needs}`;
    case "type":
      return `has ${fault.tensor} in ${fault.type}; expected F32, F64 or BF16`;
    case "notFinite":
      return `has numbers in ${fault.tensor} that are infinite or none (NaN), as a run that diverged leaves them`;
    case "otherNetwork": {
      const parts = [
        ...listed("it has no", fault.missing),
        ...listed("the network has no", fault.unknown),
        ...listed(
          "of another shape:",
          fault.shapes.map(({ name, file, network }) => `${name} (${file} in the file, ${network} in the network)`),
        ),
      ];
      return `holds the weights of another network: ${parts.join("; ")}`;
    }
    default:
      return fault satisfies never;
  }
}

function listed(what: string, names: readonly string[]): readonly string[] {
  if (names.length === 0) return [];
  const more = names.length > LISTED ? ` and ${names.length - LISTED} more` : "";
  return [`${what} ${names.slice(0, LISTED).join(", ")}${more}`];
}
