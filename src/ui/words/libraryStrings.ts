import { plural } from "./plural";

/** Words of the library of runs; a part of `strings`. */
export const libraryStrings = {
  all: (count: number) => `All ${count}`,
  title: "Library of runs",
  what: "Every run is kept in this browser: its settings, every number and its latest weights. Nothing is uploaded.",
  whatHere:
    "Runs of this visit, with their settings and every number, until the page is closed. Nothing is uploaded; export what you need.",
  search: "Search runs",
  none: "No runs match.",
  empty: "No runs yet. Press Play: every run is kept here.",
  star: (name: string) => `Star ${name}`,
  starredOnly: "Starred only",
  continueFrom: (step: number) => `Continue from step ${step}`,
  startAgain: "Start again",
  ghost: "Overlay",
  noGhost: "Remove overlay",
  asArms: "Add these arms",
  exportOne: "Export",
  exportAll: "Export all",
  importFile: "Import a file",
  remove: "Delete",
  name: "Name",
  note: "Note",
  more: (name: string) => `More actions for ${name}`,
  brokeOff: (step: number) => `interrupted at ${step}`,
  storage: (used: string, quota: string) => `This page uses ${used} of ${quota}.`,
  lasts: "This browser keeps them until you delete them.",
  mayClear:
    "This browser may delete them by itself when space runs short, or, as Safari does, after seven days without a visit: export what you need.",
  storageUse: "Storage used",
  deleted: (name: string) => `${name} was deleted.`,
  undo: "Undo",
  weights: (hash: string) => `Weights ${hash}`,
  memoryOnly: (reason: string) =>
    `Runs are not kept in this browser (${reason}). They last until the page is closed; download what you need.`,
  download: "Download this run",
  offered: (name: string) => `${name} was interrupted before its end.`,
  imported: (count: number, known: number, repeated: number) =>
    `${plural(count, "One run", `${count} runs`)} imported${known === 0 ? "" : `, ${known} already here`}${repeated === 0 ? "" : `; ${repeated} in the file twice or more`}.`,
  importFailed: (reason: string) => `The file ${reason}. Nothing of it was imported.`,
  notStored: (reason: string) => `The file could not be stored: ${reason}. Nothing of it was imported.`,
  notExported: (number: number, reason: string) => `Run #${number} could not be exported: ${reason}.`,
  unreadable: (number: number, reason: string) => `Run #${number} cannot be shown: ${reason}.`,
  inUse: "This run is training in another tab. Continue it there, or close that tab.",
  armsAdded: (count: number, left: number) =>
    `${plural(count, "One arm", `${count} arms`)} added${left === 0 ? "" : `; ${left} did not fit: four arms maximum`}.`,
  armsDiffer: "Trained with other shared settings there; here this page's settings hold:",
} as const;
