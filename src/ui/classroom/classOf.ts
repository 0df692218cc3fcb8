import { createPageClient } from "../../client/pageClient";
import { keptText } from "../../client/storage";
import { createClassStore, type ClassStore } from "../../store/classStore";

let made: ClassStore | undefined;

/** The class's table: made when it is first looked at, and running on while the view is closed. */
export function classOf(): ClassStore {
  made ??= createClassStore({ createClient: createPageClient, kept: keptText("forklab.class") });
  return made;
}
