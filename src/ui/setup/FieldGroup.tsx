import type { Fields } from "../../schema/field";
import type { FieldPath } from "../../store/edits";
import { useActions } from "../common/labContext";
import { FieldControl } from "../common/FieldControl";

interface FieldGroupProps {
  readonly fields: Fields;
  /** Where the values stand in the experiment. */
  readonly path: FieldPath;
  readonly values: object;
  /** Repeated in the controls' names where several groups have fields of one label. */
  readonly context?: string;
  /** Only the advanced or only the plain ones; all when absent. */
  readonly advanced?: boolean;
  readonly boxed?: boolean;
}

/** The controls of a record of settings, generated from its fields. */
export function FieldGroup({ fields, path, values, context, advanced, boxed = false }: FieldGroupProps) {
  const { setField } = useActions();
  const record = values as { readonly [name: string]: unknown };
  return Object.entries(fields)
    .filter(([, field]) => advanced === undefined || (field.advanced ?? false) === advanced)
    .map(([name, field]) => (
      <FieldControl
        key={name}
        field={field}
        value={record[name]}
        boxed={boxed}
        onChange={(value) => setField([...path, name], value)}
        {...(context === undefined ? {} : { context })}
      />
    ));
}
