import { lazy, Suspense } from "react";
import { Dialog } from "./common/Dialog";
import { useActions, useLab } from "./common/labContext";
import { EngineDialog } from "./header/EngineDialog";
import { HelpDialog } from "./header/HelpDialog";
import { ArmDialog } from "./setup/ArmDialog";
import { RunsList } from "./setup/RunsList";
import { SettingsDialog } from "./setup/SettingsDialog";
import { SetupColumn } from "./setup/SetupColumn";
import { strings } from "./strings";
import { SeedsDialog } from "./verdict/SeedsDialog";

// What is read now and then is loaded when it is asked for.
const ShareDialog = lazy(async () => ({ default: (await import("./header/ShareDialog")).ShareDialog }));
const LibraryDialog = lazy(async () => ({ default: (await import("./runs/LibraryDialog")).LibraryDialog }));
const ReferenceDialog = lazy(async () => ({ default: (await import("./reference/ReferenceDialog")).ReferenceDialog }));
const SweepDialog = lazy(async () => ({ default: (await import("./sweep/SweepDialog")).SweepDialog }));
const MethodsDialog = lazy(async () => ({ default: (await import("./methods/MethodsDialog")).MethodsDialog }));

/** The dialog that is open, if any. */
export function Dialogs() {
  const dialog = useLab((state) => state.dialog);
  const { closeDialog } = useActions();
  switch (dialog?.kind) {
    case undefined:
      return null;
    case "share":
      return (
        <Suspense>
          <ShareDialog />
        </Suspense>
      );
    case "help":
      return <HelpDialog />;
    case "engine":
      return <EngineDialog />;
    case "settings":
      return <SettingsDialog />;
    case "arm":
      return <ArmDialog key={dialog.arm} index={dialog.arm} />;
    case "reference":
      return (
        <Suspense>
          <ReferenceDialog key={dialog.entry} entry={dialog.entry} />
        </Suspense>
      );
    case "seeds":
      return <SeedsDialog />;
    case "methods":
      return (
        <Suspense>
          <MethodsDialog />
        </Suspense>
      );
    case "sweep":
      return (
        <Suspense>
          <SweepDialog key={dialog.link} link={dialog.link} />
        </Suspense>
      );
    case "library":
      return (
        <Suspense>
          <LibraryDialog />
        </Suspense>
      );
    case "setup":
      return (
        <Dialog side title={strings.header.setup} onClose={closeDialog}>
          <SetupColumn />
        </Dialog>
      );
    case "runs":
      return (
        <Dialog side title={strings.runs.title} onClose={closeDialog}>
          <RunsList />
        </Dialog>
      );
    default:
      return dialog satisfies never;
  }
}
