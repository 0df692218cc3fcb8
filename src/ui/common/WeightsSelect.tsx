import { useMemo } from "react";
import { trainedNetworks } from "../../record/trainedNetworks";
import { strings } from "../words/strings";
import { useLab } from "./labContext";

interface WeightsSelectProps {
  readonly id: string;
  readonly className: string;
  readonly name: string | undefined;
  readonly value: string;
  readonly onChoose: (key: string) => void;
}

/** Which finished network of the library is meant; one that is not in it stays named by its key. */
export function WeightsSelect({ id, className, name, value, onChoose }: WeightsSelectProps) {
  const library = useLab((state) => state.library);
  const networks = useMemo(() => trainedNetworks(library), [library]);
  const known = value === "" || networks.some(({ key }) => key === value);
  return (
    <select
      id={id}
      className={className}
      aria-label={name}
      value={value}
      onChange={(event) => onChoose(event.target.value)}
    >
      <option value="">{networks.length === 0 ? strings.setup.noWeights : strings.setup.chooseWeights}</option>
      {!known && <option value={value}>{strings.setup.unknownWeights(value)}</option>}
      {networks.map(({ key, number, title, seed }) => (
        <option key={key} value={key}>
          {strings.setup.weights(number, title, seed)}
        </option>
      ))}
    </select>
  );
}
