/** As the ref of a `<dialog>`: it opens as soon as it stands, above the page that cannot be reached meanwhile. */
export function openModally(element: HTMLDialogElement | null): void {
  if (element !== null && !element.open) element.showModal();
}
