import { expect, it } from "vitest";
import { DeviceError } from "../../deviceError";
import { casePlan, methodCases } from "../../testing/methodCases";
import { tinyBackbones } from "../../testing/tinyBackbones";
import { callError, errorOf } from "./callError";

it("every method's and every backbone's plan can be sent, and comes as it was", () => {
  const plans = [
    ...methodCases.map((given) => casePlan(given, 4)),
    ...tinyBackbones.map(({ plan }) => plan(4, "whole")),
  ];
  expect(plans.length).toBeGreaterThan(25);
  for (const plan of plans) expect(structuredClone(plan)).toEqual(plan);
});

it("an error keeps class, code and fault on its way", () => {
  const fault = { code: "memoryRefused", bytes: 7 } as const;
  const errors = [new DeviceError("out-of-memory", fault), new RangeError("2 rows"), new Error("disposed")];
  for (const error of errors) {
    const back = errorOf(structuredClone(callError(error)));
    expect(back).toBeInstanceOf(error.constructor);
    expect(back).toMatchObject({ ...error });
    expect(back.message).toBe(error.message);
  }
});
