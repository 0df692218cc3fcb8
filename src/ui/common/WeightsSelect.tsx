import { useMemo } from "react";
import { trainedNetworks } from "../../record/trainedNetworks";
import { strings } from "../words/strings";
import { useLab } from "./labContext";

interface WeightsSelectProps {
  readonly id: string;
  readonly className: string;
  readonly name: string | undefined;
  /** Whether none means those that the seed draws. */
  readonly drawn: boolean;
  readonly value: string;
  readonly onChoose: (key: string) => void;
  /** Why some cannot be taken, by their key. */
  readonly refusals?: ReadonlyMap<string, string> | undefined;
}

/** Which finished network of the library is meant; one that is not in it stays named by its key. */
export function WeightsSelect({ id, className, name, drawn, value, onChoose, refusals }: WeightsSelectProps) {
  const { drawnWeights, noWeights, chooseWeights } = strings.setup;
  const library = useLab((state) => state.library);
  const networks = useMemo(() => trainedNetworks(library), [library]);
  const files = useLab((state) => state.weightFiles);
  const option = (key: string, text: string) => {
    const why = refusals?.get(key);
    return (
      <option key={key} value={key} disabled={why !== undefined}>
        {why === undefined ? text : strings.setup.misfit(text, why)}
      </option>
    );
  };
  const known = value === "" || [...networks, ...files].some(({ key }) => key === value);
  return (
    <select
      id={id}
      className={className}
      aria-label={name}
      value={value}
      onChange={(event) => onChoose(event.target.value)}
    >
      <option value="">
        {drawn ? drawnWeights : networks.length + files.length === 0 ? noWeights : chooseWeights}
      </option>
      {!known && <option value={value}>{strings.setup.unknownWeights(value)}</option>}
      {networks.map(({ key, number, title, seed }) => option(key, strings.setup.weights(number, title, seed)))}
      {files
        .filter(({ key }) => !networks.some((network) => network.key === key))
        .map(({ key, name: file }) => option(key, strings.setup.weightsFile(file, key)))}
    </select>
  );
}
