import { Suspense } from "react";
import { Dialog } from "./common/Dialog";
import { usePageLayout } from "./common/useMedia";
import { PresetSelect } from "./header/PresetSelect";
import { useActions, useLab } from "./common/labContext";
import { RunsList } from "./setup/RunsList";
import { SetupColumn } from "./setup/SetupColumn";
import { strings } from "./words/strings";
import { faultWords } from "./words/faultWords";
import { Guarded } from "./faults/Guarded";
import { late } from "./faults/late";

// What is read now and then is loaded when it is asked for.
const HelpDialog = late(
  faultWords.names.dialog,
  async () => (await import("./header/HelpDialog")).HelpDialog,
  "outside",
);
const EngineDialog = late(
  faultWords.names.dialog,
  async () => (await import("./header/EngineDialog")).EngineDialog,
  "outside",
);
const SettingsDialog = late(
  faultWords.names.dialog,
  async () => (await import("./setup/SettingsDialog")).SettingsDialog,
  "outside",
);
const ArmDialog = late(faultWords.names.dialog, async () => (await import("./setup/ArmDialog")).ArmDialog, "outside");
const SeedsDialog = late(
  faultWords.names.dialog,
  async () => (await import("./verdict/SeedsDialog")).SeedsDialog,
  "outside",
);
const ShareDialog = late(
  faultWords.names.dialog,
  async () => (await import("./header/ShareDialog")).ShareDialog,
  "outside",
);
const LibraryDialog = late(
  faultWords.names.dialog,
  async () => (await import("./library/LibraryDialog")).LibraryDialog,
  "outside",
);
const ImagesDialog = late(
  faultWords.names.dialog,
  async () => (await import("./library/ImagesDialog")).ImagesDialog,
  "outside",
);
const ReferenceDialog = late(
  faultWords.names.dialog,
  async () => (await import("./reference/ReferenceDialog")).ReferenceDialog,
  "outside",
);
const SweepDialog = late(
  faultWords.names.dialog,
  async () => (await import("./sweep/SweepDialog")).SweepDialog,
  "outside",
);
const ClassDialog = late(
  faultWords.names.dialog,
  async () => (await import("./classroom/ClassDialog")).ClassDialog,
  "outside",
);
const ProjectorDialog = late(
  faultWords.names.dialog,
  async () => (await import("./projector/ProjectorDialog")).ProjectorDialog,
  "outside",
);
const HandoutDialog = late(
  faultWords.names.dialog,
  async () => (await import("./handout/HandoutDialog")).HandoutDialog,
  "outside",
);
const MethodsDialog = late(
  faultWords.names.dialog,
  async () => (await import("./methods/MethodsDialog")).MethodsDialog,
  "outside",
);

/** The dialog that is open, if any. */
export function Dialogs() {
  const dialog = useLab((state) => state.dialog);
  const { closeDialog } = useActions();
  return (
    <Guarded
      part={faultWords.names.dialog}
      of={dialog}
      frame={(fault) => (
        <Dialog title={faultWords.failed} onClose={closeDialog} tells={false}>
          {fault}
        </Dialog>
      )}
    >
      <Suspense>
        <OpenDialog />
      </Suspense>
    </Guarded>
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
    case "class":
      return <ClassDialog />;
    case "projector":
      return <ProjectorDialog />;
    case "handout":
      return <HandoutDialog />;
    case "sweep":
      return <SweepDialog key={dialog.link} link={dialog.link} fill={dialog.fill} />;
    case "images":
      return <ImagesDialog dropped={dialog.dropped} />;
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
