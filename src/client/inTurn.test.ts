import { expect, it } from "vitest";
import { inTurn } from "./inTurn";

it("a device takes all arms in turn, however many cores there are", () => {
  expect(inTurn({ engine: "compiled" }, [3, 5], 8)).toEqual({ multiplyAdds: 8, arms: 2 });
  expect(inTurn({ engine: "tfjs" }, [3, 5], 8)).toEqual({ multiplyAdds: 8, arms: 2 });
});

it("in WebAssembly the arm that costs most is waited for; more arms than cores share them", () => {
  const wasm = { engine: "wasm" } as const;
  expect(inTurn(wasm, [3, 5], 8)).toEqual({ multiplyAdds: 5, arms: 1 });
  expect(inTurn(wasm, [3, 5], 1)).toEqual({ multiplyAdds: 8, arms: 2 });
  expect(inTurn(wasm, [3, 5, 4], 2)).toEqual({ multiplyAdds: 7, arms: 2 });
  expect(inTurn(wasm, [3], 2)).toEqual({ multiplyAdds: 3, arms: 1 });
});
