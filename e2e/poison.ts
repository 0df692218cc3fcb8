import type { Page } from "@playwright/test";

/** What this reads of React's tree of the page. */
interface Fiber {
  type: unknown;
  memoizedProps: unknown;
  readonly stateNode: unknown;
  readonly alternate: Fiber | null;
  readonly child: Fiber | null;
  readonly sibling: Fiber | null;
}

/** What the page's boundaries stand round, as they name it, in the order of the page. */
export function guardedParts(page: Page): Promise<readonly string[]> {
  return page.evaluate(searchGuarded, -1);
}

/**
 * Lets whatever a boundary stands round throw when it is drawn, until it is built anew. The lab has nothing for this: the
 * function is exchanged in React's own tree.
 * @param index of the boundary among `guardedParts`.
 * @returns false when nothing stands in it now.
 */
export async function poison(page: Page, index: number): Promise<boolean> {
  return (await page.evaluate(searchGuarded, index)).length > 0;
}

/** Runs in the page. */
function searchGuarded(poisoned: number): string[] {
  const root = document.getElementById("root") ?? document.body;
  const key = Object.keys(root).find((name) => name.startsWith("__reactContainer$"));
  const host = key === undefined ? undefined : (root as unknown as Record<string, Fiber>)[key];
  const found: string[] = [];
  const below = (fiber: Fiber | null, visit: (fiber: Fiber) => boolean): void => {
    for (let one = fiber; one !== null; one = one.sibling) if (visit(one)) below(one.child, visit);
  };
  const spoil = (boundary: Fiber): boolean => {
    let done = false;
    below(boundary.child, (fiber) => {
      if (done) return false;
      if (typeof fiber.type !== "function") return true;
      done = true;
      const thrower = (): never => {
        throw new Error("poisoned");
      };
      for (const one of [fiber, fiber.alternate]) {
        if (one === null) continue;
        one.type = thrower;
        // What looks unchanged is not drawn.
        one.memoizedProps = { ...(one.memoizedProps as object) };
      }
      return false;
    });
    return done;
  };
  const boundaries: Fiber[] = [];
  below((host?.stateNode as { readonly current: Fiber } | undefined)?.current ?? null, (fiber) => {
    const props = fiber.memoizedProps;
    const isGuarded = typeof fiber.type === "function" && typeof props === "object" && props !== null;
    if (isGuarded && "part" in props && "children" in props && fiber.child !== null) {
      boundaries.push(fiber.child);
      found.push(String(props.part));
    }
    return true;
  });
  if (poisoned < 0) return found;
  const boundary = boundaries[poisoned];
  if (boundary === undefined || !spoil(boundary)) return [];
  (boundary.stateNode as { forceUpdate(): void }).forceUpdate();
  return found;
}
