import { useId, useState } from "react";
import { ConfigError } from "../../schema/configError";
import { shownValue, typedText } from "../../schema/shownValue";
import type { Field } from "../../schema/field";
import type { EditRefusal } from "../../store/experimentState";
import { expectedText } from "../words/expectedWords";
import { refusalText } from "../words/issueWords";
import { strings } from "../words/strings";
import { WeightsSelect } from "./WeightsSelect";
import styles from "./controls.module.css";

interface FieldControlProps {
  readonly field: Field<unknown>;
  readonly value: unknown;
  /** @returns what is wrong; the value then stays as it was. */
  readonly onChange: (value: unknown) => EditRefusal | undefined;
  /** Named when several fields of one label stand near each other. */
  readonly context?: string;
  readonly boxed?: boolean;
  /** Of a choice of weights, why some cannot be taken, by their key. */
  readonly refusals?: ReadonlyMap<string, string>;
}

/** One setting as a labelled native control, made from its declaration. */
export function FieldControl({ field, value, onChange, context, boxed = false, refusals }: FieldControlProps) {
  const id = useId();
  const [problem, setProblem] = useState<string>();
  const give = (raw: unknown): boolean => {
    const found = take(field, value, raw, onChange);
    setProblem(found);
    return found === undefined;
  };
  const name = context === undefined ? undefined : `${field.label}, ${context}`;
  return (
    <div className={styles.field} title={field.help}>
      <label htmlFor={id}>{field.label}</label>
      <FieldInput {...{ id, field, value, give, name, boxed, refusals }} invalid={problem !== undefined} />
      {problem !== undefined && (
        <p className={styles.problem} role="alert" id={`${id}-problem`}>
          {problem}
        </p>
      )}
    </div>
  );
}

function take(
  field: Field<unknown>,
  value: unknown,
  raw: unknown,
  onChange: FieldControlProps["onChange"],
): string | undefined {
  try {
    const refusal = onChange(field.parse(typeof raw === "string" ? typedText(field, raw) : raw, field.label));
    return refusal && refusalText(refusal);
  } catch (error) {
    if (error instanceof ConfigError)
      return strings.setup.expected(expectedText(error.fault.expected), shownValue(field, value));
    throw error;
  }
}

interface FieldInputProps {
  readonly id: string;
  readonly field: Field<unknown>;
  readonly value: unknown;
  /** @returns whether the value was taken. */
  readonly give: (raw: unknown) => boolean;
  readonly name: string | undefined;
  readonly boxed: boolean;
  readonly invalid: boolean;
  readonly refusals: ReadonlyMap<string, string> | undefined;
}

function FieldInput({ id, field, value, give, name, boxed, invalid, refusals }: FieldInputProps) {
  const className = `${styles.control} ${boxed ? styles.boxed : ""}`;
  const described = invalid ? { "aria-describedby": `${id}-problem` } : {};
  const { control } = field;
  switch (control.widget) {
    case "select":
      return (
        <select
          id={id}
          className={className}
          aria-label={name}
          value={String(value)}
          onChange={(event) => give(event.target.value)}
        >
          {control.options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      );
    case "switch":
      return (
        <input
          id={id}
          className={styles.check}
          type="checkbox"
          role="switch"
          aria-label={name}
          checked={value === true}
          onChange={(event) => give(event.target.checked)}
        />
      );
    case "weights":
      return (
        <WeightsSelect
          {...{ id, className, name, refusals }}
          drawn={control.drawn}
          value={String(value)}
          onChoose={give}
        />
      );
    case "fact":
      return (
        <output id={id} className={styles.fact} aria-label={name}>
          {field.format(value)}
        </output>
      );
    case "number":
    case "list": {
      const suggestions = control.widget === "number" ? (control.suggestions ?? []) : [];
      return (
        <span className={styles.valueWithUnit}>
          <TextInput
            {...{ id, className, invalid, name, described, give }}
            text={shownValue(field, value)}
            list={suggestions.length > 0 ? `${id}-list` : undefined}
          />
          {field.unit !== undefined && <span>{field.unit}</span>}
          {suggestions.length > 0 && (
            <datalist id={`${id}-list`}>
              {suggestions.map((suggestion) => (
                <option key={suggestion} value={shownValue(field, suggestion)} />
              ))}
            </datalist>
          )}
        </span>
      );
    }
    default:
      return control satisfies never;
  }
}

interface TextInputProps {
  readonly id: string;
  readonly className: string;
  readonly text: string;
  readonly name: string | undefined;
  readonly list: string | undefined;
  readonly invalid: boolean;
  readonly described: { readonly "aria-describedby"?: string };
  readonly give: (raw: string) => boolean;
}

/**
 * Takes the text when it is left or confirmed, so that half-typed numbers never reach the experiment. What is wrong stays
 * in the box until it is put right or Escape gives it up.
 */
function TextInput({ id, className, text, name, list, invalid, described, give }: TextInputProps) {
  const [draft, setDraft] = useState<string>();
  const commit = (): void => {
    if (draft !== undefined && give(draft.trim())) setDraft(undefined);
  };
  const giveUp = (): void => {
    setDraft(undefined);
    if (invalid) give(text);
  };
  return (
    <input
      {...{ id, className, list, ...described }}
      aria-label={name}
      aria-invalid={invalid}
      inputMode="decimal"
      autoComplete="off"
      value={draft ?? text}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === "Enter") commit();
        if (event.key === "Escape" && draft !== undefined) {
          // Escape gives up the text only, not the dialog around it.
          event.preventDefault();
          giveUp();
        }
      }}
    />
  );
}
