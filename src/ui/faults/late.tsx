import { lazy, type ComponentType, type LazyExoticComponent } from "react";
import { Guarded } from "./Guarded";
import { MissingPart } from "./missingPart";
import { triesSoFar } from "./tries";

/** How a part says that it failed: in its place, in the notice above the page, or as whoever shows it decides. */
type Says = "here" | "above" | "outside";

/**
 * A component whose code is fetched when it is first shown. Where that fails, the page says so and goes on; after
 * "Try again" it is fetched anew, which React's own `lazy` never does.
 * @param part as a sentence begins with it.
 */
export function late<Props extends object>(
  part: string,
  load: () => Promise<ComponentType<Props>>,
  says: Says = "here",
): ComponentType<Props> {
  let held: { readonly view: LazyExoticComponent<ComponentType<Props>>; failedAt: number | undefined } | undefined;
  const current = (): LazyExoticComponent<ComponentType<Props>> => {
    if (held !== undefined && (held.failedAt === undefined || held.failedAt === triesSoFar())) return held.view;
    const view = lazy(async () => {
      try {
        return { default: await load() };
      } catch (error) {
        fresh.failedAt = triesSoFar();
        throw new MissingPart(error);
      }
    });
    const fresh: NonNullable<typeof held> = { view, failedAt: undefined };
    held = fresh;
    return view;
  };
  function Late(props: Props) {
    const View = current();
    return <View {...props} />;
  }
  if (says === "outside") return Late;
  return function GuardedLate(props: Props) {
    return (
      <Guarded part={part} quiet={says === "above"}>
        <Late {...props} />
      </Guarded>
    );
  };
}
