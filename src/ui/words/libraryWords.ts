import type { StoredFault } from "../../experiment/storedExperiment";
import type { Fault } from "../../protocol/event";
import type { RunFileFault } from "../../record/runFileError";
import type { LibraryNote } from "../../store/libraryState";
import { unusableText } from "./linkWords";
import { faultText } from "./reasonWords";
import { sentenceOf, type Sentences } from "./sentences";
import { shareStrings } from "./shareStrings";
import { strings } from "./strings";

const DAMAGED = "is cut off or was changed: its checksum is wrong";

/** What is wrong with a file of runs: goes on behind its name. */
const fileFaults: Sentences<RunFileFault> = {
  fileTooLarge: ({ bytes, most }) => `has ${bytes} bytes; at most ${most} are read`,
  unpacksOddly: ({ name, bytes, unpacked }) =>
    `says that ${name} unpacks from ${bytes} to ${unpacked} bytes, which no run does`,
  unpacksTooLarge: ({ name, unpacked }) =>
    `unpacks to more than is read at once (${name} has ${unpacked} bytes); export fewer runs together`,
  notRuns: () => "is not a file of Forklab runs",
  newerFile: ({ version }) => `was made with a newer version (${version}); reload the page to update`,
  fileDamaged: () => DAMAGED,
  runDamaged: ({ number }) => `run ${number} ${DAMAGED}`,
  runUnreadable: ({ number, why }) => `has a run ${number} that cannot be read: ${storedText(why)}`,
};

/** What is wrong with the link of a stored run. */
const linkFaults: Sentences<StoredFault> = {
  linkUnusable: ({ why }) => `its link ${unusableText(why)}`,
  linkChanged: () => "its link was changed or cut off: its checksum is wrong",
  linkUnread: ({ paths }) => `its link has settings that this version cannot read (${paths.join(", ")})`,
};

/** Why a stored run cannot be read. */
export function storedText(fault: Fault | StoredFault): string {
  return isOfLink(fault) ? sentenceOf(linkFaults, fault) : faultText(fault);
}

function isOfLink(fault: Fault | StoredFault): fault is StoredFault {
  return Object.hasOwn(linkFaults, fault.code);
}

/** What is wrong with a file of runs, to go on behind its name. */
export function fileFaultText(fault: RunFileFault): string {
  return sentenceOf(fileFaults, fault);
}

/** What is said of what was done with files or storage. */
export function noteText(note: LibraryNote): string {
  const { library } = strings;
  switch (note.kind) {
    case "imported":
      return library.imported(note.count, note.known, note.repeated);
    case "badFile":
      return library.importFailed(fileFaultText(note.why));
    case "notRead":
      return library.notRead(note.name, faultText(note.why));
    case "notStored":
      return library.notStored(faultText(note.why));
    case "notExported":
      return note.runs.map(({ number, why }) => library.notExported(number, faultText(why))).join(" ");
    case "unreadable":
      return library.unreadable(note.number, storedText(note.why));
    case "badLink":
      return shareStrings.compareBad;
    case "inUse":
      return library.inUse;
    case "armsAdded":
      return library.armsAdded(note.count, note.left);
    default:
      return note satisfies never;
  }
}
