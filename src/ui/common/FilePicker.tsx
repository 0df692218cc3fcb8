import { useCallback, useRef } from "react";
import controls from "./controls.module.css";

interface FilePickerProps {
  /** On the button, and the name of what it opens. */
  readonly label: string;
  readonly title?: string;
  readonly disabled?: boolean;
  /** Endings, as a browser wants them; any when absent. */
  readonly accept?: string;
  readonly multiple?: boolean;
  /** Folders instead of files. */
  readonly folder?: boolean;
  readonly onFiles: (files: readonly File[]) => void;
}

/** A button that lets one choose files. The same ones can be chosen again. */
export function FilePicker(props: FilePickerProps) {
  const { label, title, disabled = false, accept, multiple = false, folder = false, onFiles } = props;
  const input = useRef<HTMLInputElement>(null);
  const hold = useCallback(
    (element: HTMLInputElement | null) => {
      input.current = element;
      if (element !== null && folder) element.webkitdirectory = true;
    },
    [folder],
  );
  return (
    <>
      <button
        type="button"
        className={`${controls.button} ${controls.small}`}
        disabled={disabled}
        title={title}
        onClick={() => input.current?.click()}
      >
        {label}
      </button>
      <input
        ref={hold}
        type="file"
        multiple={multiple}
        className="sr"
        tabIndex={-1}
        aria-label={label}
        accept={accept}
        onChange={({ target }) => {
          const files = [...(target.files ?? [])];
          target.value = "";
          if (files.length > 0) onFiles(files);
        }}
      />
    </>
  );
}
