import { useEffect, useRef, useState } from "react";
import { learningFields } from "../../experiment/fields";
import { networksOf } from "../../experiment/networks";
import { trainedNetworks } from "../../record/trainedNetworks";
import { initialValues, WEIGHTS_KEY_DIGITS } from "../../schema/field";
import { weightsHash } from "../../storage/weightsHash";
import { readSafetensors, WeightsError } from "../../torch/safetensors";
import { labTensors } from "../../torch/weights";
import controls from "../common/controls.module.css";
import { FilePicker } from "../common/FilePicker";
import { useActions, useLab } from "../common/labContext";
import { armDialogWords } from "../words/armDialogWords";
import { weightsFaultText } from "../words/weightsWords";

interface StartFileProps {
  /** The arm's. */
  readonly index: number;
  /** Key of the weights that it starts from; empty where the seed draws them. */
  readonly start: string;
}

/** Weights that an arm starts from, taken from a file; and what is needed where those that are named are not here. */
export function StartFile({ index, start }: StartFileProps) {
  const { giveWeights, forgetWeights, loadWeightFiles, setField } = useActions();
  const graph = useLab((state) => networksOf(state.experiment).arms[index]?.graph);
  const learning = useLab((state) => state.experiment.arms[index]?.learning);
  const library = useLab((state) => state.library);
  const files = useLab((state) => state.weightFiles);
  const [looked, setLooked] = useState(false);
  // What was said of a file holds as long as the arm starts from the same.
  const [last, setLast] = useState({ start, text: "" });
  const said = last.start === start ? last.text : "";
  const setSaid = (text: string, of = start): void => setLast({ start: of, text });
  useEffect(() => {
    void loadWeightFiles().then(() => setLooked(true));
  }, [loadWeightFiles]);
  const isOfFile = files.some(({ key }) => key === start);
  const needed = looked && start !== "" && !isOfFile && !trainedNetworks(library).some(({ key }) => key === start);
  const { choose, chooseHelp, forget, needed: neededText, taken, others, refused } = armDialogWords.start;

  // The dialog of a long form may begin elsewhere.
  const notice = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (needed) notice.current?.scrollIntoView({ block: "center" });
  }, [needed]);

  const take = async (file: File): Promise<void> => {
    if (graph === undefined) return;
    try {
      const { part, tensors } = labTensors(graph, readSafetensors(new Uint8Array(await file.arrayBuffer())).tensors);
      const key = (await weightsHash(tensors)).slice(0, WEIGHTS_KEY_DIGITS);
      if (needed && key !== start) {
        setSaid(others(file.name, key, start));
        return;
      }
      // Kept, a view would take the whole buffer along.
      const owned = new Map([...tensors].map(([name, values]) => [name, values.slice()]));
      await giveWeights({ key, name: file.name, tensors: owned });
      setField(["arms", index, "learning"], { ...initialValues(learningFields), ...learning, start: key });
      setSaid(taken(file.name, part), key);
    } catch (error) {
      // A file that is gone or too large, which the browser says in words of its own.
      if (error instanceof DOMException) setSaid(refused(file.name, error.message));
      else if (error instanceof WeightsError) setSaid(refused(file.name, weightsFaultText(error.fault)));
      else throw error;
    }
  };
  return (
    <div>
      <FilePicker
        label={choose}
        title={chooseHelp}
        accept=".safetensors"
        disabled={graph === undefined}
        onFiles={([file]) => {
          if (file !== undefined) void take(file);
        }}
      />
      {isOfFile && (
        <button
          type="button"
          className={`${controls.button} ${controls.small}`}
          onClick={() => {
            setSaid("");
            void forgetWeights(start);
          }}
        >
          {forget}
        </button>
      )}
      <div role="status" ref={notice}>
        {needed && said === "" && <p className="small">{neededText(start)}</p>}
        {said !== "" && <p className="small">{said}</p>}
      </div>
    </div>
  );
}
