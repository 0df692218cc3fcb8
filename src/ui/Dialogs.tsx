import { lazy, Suspense } from "react";
import { Dialog } from "./common/Dialog";
import { usePageLayout } from "./common/useMedia";
import { PresetSelect } from "./header/PresetSelect";
import { useActions, useLab } from "./common/labContext";
import { RunsList } from "./setup/RunsList";
import { SetupColumn } from "./setup/SetupColumn";
import { strings } from "./strings";

// What is read now and then is loaded when it is asked for.
const HelpDialog = lazy(async () => ({ default: (await import("./header/HelpDialog")).HelpDialog }));
const EngineDialog = lazy(async () => ({ default: (await import("./header/EngineDialog")).EngineDialog }));
const SettingsDialog = lazy(async () => ({ default: (await import("./setup/SettingsDialog")).SettingsDialog }));
const ArmDialog = lazy(async () => ({ default: (await import("./setup/ArmDialog")).ArmDialog }));
const SeedsDialog = lazy(async () => ({ default: (await import("./verdict/SeedsDialog")).SeedsDialog }));
const ShareDialog = lazy(async () => ({ default: (await import("./header/ShareDialog")).ShareDialog }));
const LibraryDialog = lazy(async () => ({ default: (await import("./runs/LibraryDialog")).LibraryDialog }));
const ReferenceDialog = lazy(async () => ({ default: (await import("./reference/ReferenceDialog")).ReferenceDialog }));
const SweepDialog = lazy(async () => ({ default: (await import("./sweep/SweepDialog")).SweepDialog }));
const MethodsDialog = lazy(async () => ({ default: (await import("./methods/MethodsDialog")).MethodsDialog }));

/** The dialog that is open, if any. */
export function Dialogs() {
  return (
    <Suspense>
      <OpenDialog />
    </Suspense>
  );
}

function OpenDialog() {
  const dialog = useLab((state) => state.dialog);
  const { closeDialog } = useActions();
  const layout = usePageLayout();
  switch (dialog?.kind) {
    case undefined:
      return null;
    case "share":
      return <ShareDialog />;
    case "help":
      return <HelpDialog />;
    case "engine":
      return <EngineDialog />;
    case "settings":
      return <SettingsDialog />;
    case "arm":
      return <ArmDialog key={dialog.arm} index={dialog.arm} />;
    case "reference":
      return <ReferenceDialog key={dialog.entry} entry={dialog.entry} />;
    case "seeds":
      return <SeedsDialog />;
    case "methods":
      return <MethodsDialog />;
    case "sweep":
      return <SweepDialog key={dialog.link} link={dialog.link} />;
    case "library":
      return <LibraryDialog />;
    case "setup":
      return (
        <Dialog side title={strings.header.setup} onClose={closeDialog}>
          {layout === "phone" && <PresetSelect />}
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
