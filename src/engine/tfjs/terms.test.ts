import { beforeAll, describe, expect, test } from "vitest";
import type { Term } from "../../graph/term";
import { openTfjs } from "./openBackend";
import { featureVariance, termValue, type TermContext } from "./terms";
import * as tf from "./tf";

beforeAll(async () => {
  await openTfjs("cpu");
});

/** Golden values of another program in double precision; ten digits, cut off. */
const logits = {
  z0: [2, 1, -1, 0.5, -0.5, 0],
  z1: [1, 1.5, -0.5, 0, 0.2, -0.4],
  z2: [0.3, -0.2, 0.1, -1, 2, 0.5],
} as const;
const heads = ["z0", "z1", "z2"] as const;
const golden = {
  crossEntropy: [1.0146409437, 0.9584046851, 0.5636253071],
  /** KL(teacher j ‖ student i) by `ij`. */
  kl: {
    "01": 0.2100983637,
    "02": 0.7326406449,
    "10": 0.1956480977,
    "12": 0.3555266601,
    "20": 0.7551002785,
    "21": 0.4302203592,
  },
  dhm: 5.21590534,
};

type Tensors = { readonly [name: string]: { readonly values: readonly number[]; readonly shape: readonly number[] } };
const three: Tensors = Object.fromEntries(heads.map((name) => [name, { values: logits[name], shape: [2, 3] }]));

interface Setting extends Partial<Omit<TermContext, "tensors" | "parameters" | "labels">> {
  readonly labels?: readonly number[];
  readonly parameters?: Tensors;
}

/** A term's value and its gradient with respect to every tensor and parameter. */
async function evaluate(
  term: Term,
  inputs: Tensors,
  { labels = [0, 1], parameters = {}, ...rest }: Setting = {},
): Promise<{ readonly value: number; readonly gradient: { readonly [name: string]: readonly number[] } }> {
  const before = tf.memory().numTensors;
  const make = (all: Tensors) =>
    new Map(Object.entries(all).map(([name, { values, shape }]) => [name, tf.tensor([...values], [...shape])]));
  const { names, results } = tf.tidy(() => {
    const tensors = make(inputs);
    const weights = make(parameters);
    const context: TermContext = {
      tensors,
      parameters: weights,
      labels: tf.tensor1d([...labels], "int32"),
      classes: 3,
      views: 1,
      minima: new Map(),
      ...rest,
    };
    const all = [...tensors, ...weights];
    const { value, grads } = tf.engine().gradients(
      () => termValue(term, context),
      all.map(([, tensor]) => tensor),
      undefined as unknown as tf.Tensor,
      true,
    );
    const gradients = all.map(([, tensor], index) => grads[index] ?? tf.zerosLike(tensor));
    return {
      names: all.map(([name]) => name),
      results: [value, ...gradients].map((tensor) => tf.keep(tf.clone(tensor))),
    };
  });
  expect(tf.memory().numTensors).toBe(before + results.length);
  // + 0, because −0 and 0 are the same gradient.
  const read = await Promise.all(results.map(async (tensor) => Array.from(await tensor.data(), (value) => value + 0)));
  tf.dispose(results);
  return {
    value: read[0]?.[0] ?? Number.NaN,
    gradient: Object.fromEntries(names.map((name, index) => [name, read[index + 1] ?? []])),
  };
}

const base = { id: "x", branch: "main", weight: { base: 1 }, detach: [], rows: "all" } as const;
const crossEntropy = (name: string, smoothing = 0): Term => ({
  ...base,
  kind: "crossEntropy",
  logits: name,
  smoothing,
});
const kl = (student: string, teacher: string, temperature = 1, detach: readonly string[] = ["teacher"]): Term => ({
  ...base,
  kind: "kl",
  student,
  teacher,
  temperature,
  factor: "squared",
  detach,
});

function expectClose(got: readonly number[] | undefined, want: readonly number[], tolerance = 2e-6): void {
  expect(got).toHaveLength(want.length);
  want.forEach((value, index) => expect(Math.abs((got?.[index] ?? Number.NaN) - value)).toBeLessThan(tolerance));
}

const softmax = (row: readonly number[], temperature = 1): readonly number[] => {
  const exponentials = row.map((value) => Math.exp(value / temperature));
  const sum = exponentials.reduce((total, value) => total + value, 0);
  return exponentials.map((value) => value / sum);
};
const rowsOf = (values: readonly number[]): readonly (readonly number[])[] => [values.slice(0, 3), values.slice(3)];

describe("crossEntropy", () => {
  test.each(heads.map((name, index) => [name, golden.crossEntropy[index] ?? Number.NaN] as const))(
    "of %s",
    async (name, want) => {
      const { value, gradient } = await evaluate(crossEntropy(name), three);
      expectClose([value], [want]);
      // (p − y) / B
      const expected = rowsOf(logits[name]).flatMap((row, index) =>
        softmax(row).map((p, c) => (p - (c === index ? 1 : 0)) / 2),
      );
      expectClose(gradient[name], expected);
    },
  );

  test("with smoothing is the mixture with the uniform distribution", async () => {
    const { value } = await evaluate(crossEntropy("z0", 0.3), three);
    const uniform = rowsOf(logits.z0)
      .flatMap((row) => softmax(row).map((p) => -Math.log(p) / 3))
      .reduce((sum, each) => sum + each / 2, 0);
    expectClose([value], [0.7 * (golden.crossEntropy[0] ?? 0) + 0.3 * uniform]);
  });

  test("of logits that overflow is finite", async () => {
    const far: Tensors = { z: { values: [1000, 0, -1000, 500, 1000, 0], shape: [2, 3] } };
    const { value, gradient } = await evaluate(crossEntropy("z"), far, { labels: [0, 0] });
    expectClose([value], [250], 1e-3);
    expectClose(gradient["z"], [0, 0, 0, -0.5, 0.5, 0]);
  });
});

describe("kl", () => {
  const pairs = Object.entries(golden.kl).map(([pair, want]) => [`z${pair[0]}`, `z${pair[1]}`, want] as const);

  test.each(pairs)("student %s, teacher %s: %d", async (student, teacher, want) => {
    expectClose([(await evaluate(kl(student, teacher), three)).value], [want]);
  });

  test.each([
    ["z0", "z1", 2, 0.2106398408],
    ["z1", "z0", 2, 0.2087898231],
    ["z0", "z1", 4, 0.207033081],
  ] as const)("student %s, teacher %s at temperature %d, times T²: %d", async (student, teacher, temperature, want) => {
    expectClose([(await evaluate(kl(student, teacher, temperature), three)).value], [want]);
    const term = { ...kl(student, teacher, temperature), factor: "one" } as Term;
    expectClose([(await evaluate(term, three)).value], [want / temperature ** 2]);
  });

  test.each([
    [1, [0.1785885424, -0.1573002663, -0.0212882761, 0.0803328894, -0.1180275989, 0.0376947095]],
    [2, [0.1837562827, -0.1343366068, -0.0494196759, 0.0772201864, -0.1237029284, 0.0464827419]],
  ])("gradient at temperature %d: the student's own, none for the constant teacher", async (temperature, want) => {
    const { gradient } = await evaluate(kl("z0", "z1", temperature), three);
    expectClose(gradient["z0"], want);
    expect(gradient["z1"]).toEqual([0, 0, 0, 0, 0, 0]);
    expect(gradient["z2"]).toEqual([0, 0, 0, 0, 0, 0]);
  });

  test("not detached, the teacher is pulled, too: by a difference", async () => {
    const open = kl("z0", "z1", 2, []);
    const { gradient } = await evaluate(open, three);
    const pulled = await Promise.all(
      logits.z1.map(async (_, index) => {
        const at = async (step: number) => {
          const moved = logits.z1.map((value, other) => (other === index ? value + step : value));
          return (await evaluate(open, { ...three, z1: { values: moved, shape: [2, 3] } })).value;
        };
        return ((await at(0.01)) - (await at(-0.01))) / 0.02;
      }),
    );
    expectClose(gradient["z1"], pulled, 5e-5);
    expect(Math.max(...pulled.map(Math.abs))).toBeGreaterThan(0.05);
  });

  test("of a head with itself is zero", async () => {
    const { value, gradient } = await evaluate(kl("z0", "z0"), three);
    expectClose([value], [0]);
    expectClose(gradient["z0"], [0, 0, 0, 0, 0, 0]);
  });
});

test("the whole loss of Dynamic Hierarchical Mimicking", async () => {
  const pairs = heads.flatMap((student) =>
    heads.filter((teacher) => teacher !== student).map((teacher) => kl(student, teacher)),
  );
  const terms = [...heads.map((name) => crossEntropy(name)), ...pairs];
  const results = await Promise.all(terms.map((term) => evaluate(term, three)));
  expectClose([results.reduce((sum, { value }) => sum + value, 0)], [golden.dhm]);
  // With α = T = 1 each head is trained K times as hard towards the average of the label and its peers.
  const gradient = logits.z0.map((_, index) =>
    results.reduce((sum, each) => sum + (each.gradient["z0"]?.[index] ?? 0), 0),
  );
  const expected = [0, 1].flatMap((row) => {
    const [p0 = [], p1 = [], p2 = []] = heads.map((name) => softmax(rowsOf(logits[name])[row] ?? []));
    return p0.map((p, c) => (3 / 2) * (p - ((c === row ? 1 : 0) + (p1[c] ?? 0) + (p2[c] ?? 0)) / 3));
  });
  expectClose(gradient, expected);
});

test("softCrossEntropy: the teacher's distribution in place of labels, no T²", async () => {
  const term: Term = {
    ...base,
    kind: "softCrossEntropy",
    student: "z0",
    teacher: "z1",
    temperature: 3,
    detach: ["teacher"],
  };
  const { value, gradient } = await evaluate(term, three);
  const want = [0, 1].reduce((sum, row) => {
    const student = softmax(rowsOf(logits.z0)[row] ?? [], 3);
    const teacher = softmax(rowsOf(logits.z1)[row] ?? [], 3);
    return sum - teacher.reduce((inner, p, c) => inner + p * Math.log(student[c] ?? 0), 0) / 2;
  }, 0);
  expectClose([value], [want]);
  expect(gradient["z1"]).toEqual([0, 0, 0, 0, 0, 0]);
});

test("squaredHinge: one against the rest, summed over classes", async () => {
  const { value, gradient } = await evaluate({ ...base, kind: "squaredHinge", logits: "z0" }, three);
  // Row 0, label 0: margins max(0, 1 − 2), 1 + 1, 1 − 1; row 1, label 1: 1 + .5, 1 + .5, 1 + 0.
  expectClose([value], [(4 + 2.25 + 2.25 + 1) / 2]);
  expectClose(gradient["z0"], [0, 2, 0, 1.5, -1.5, 1]);
});

describe("supCon", () => {
  const unit = [1, 0, 0.6, 0.8, 0, 1, 0.8, 0.6, -0.6, 0.8, 0.28, 0.96];
  const embedding: Tensors = { f: { values: unit, shape: [6, 2] } };
  const at = async (positives: "label" | "view", temperature: number) => {
    const term: Term = { ...base, kind: "supCon", embedding: "f", positives, temperature };
    return (await evaluate(term, embedding, { labels: [0, 1, 0, 0, 1, 0], views: 2 })).value;
  };

  test("golden values", async () => {
    expectClose([await at("label", 0.07), await at("view", 0.07)], [6.4399925268, 3.5193576061], 2e-5);
    expectClose([await at("label", 0.5), await at("view", 0.5)], [1.9236246514, 1.5147357626]);
  });

  test("an anchor without positives counts zero, and nothing is NaN", async () => {
    const term: Term = { ...base, kind: "supCon", embedding: "f", positives: "label", temperature: 0.1 };
    const { value, gradient } = await evaluate(term, embedding, { labels: [0, 1, 2, 3, 4, 5] });
    expect(value).toBeCloseTo(0, 12);
    expect(gradient["f"]?.every((each) => Math.abs(each) < 1e-12)).toBe(true);
  });
});

test("supCon: others that are far apart at a low temperature are compared among themselves", async () => {
  const term: Term = { ...base, kind: "supCon", embedding: "f", positives: "label", temperature: 0.01 };
  const opposite: Tensors = { f: { values: [1, 0, -1, 0, 0, 1, 0, -1], shape: [4, 2] } };
  const { value, gradient } = await evaluate(term, opposite, { labels: [0, 0, 1, 1] });
  // Similarities of an anchor: −100 to its positive, 0 to the two others: 100 + log 2 each.
  expectClose([value], [100 + Math.log(2)], 1e-4);
  expect(gradient["f"]?.every(Number.isFinite)).toBe(true);
});

describe("distance", () => {
  const maps: Tensors = { a: { values: [1, 2, 3, 4], shape: [2, 2] }, b: { values: [1, 0, 0, 4], shape: [2, 2] } };

  test("norm: the root of the summed squares of the whole batch", async () => {
    const { value, gradient } = await evaluate(
      { ...base, kind: "distance", a: "a", b: "b", measure: "norm", detach: ["b"] },
      maps,
    );
    expectClose([value], [Math.sqrt(13)]);
    expectClose(gradient["a"], [0, 2 / Math.sqrt(13), 3 / Math.sqrt(13), 0]);
    expect(gradient["b"]).toEqual([0, 0, 0, 0]);
  });

  test("norm of nothing: student and teacher that are equal pull neither way", async () => {
    const equal: Tensors = { a: { values: [1, -2], shape: [2] }, b: { values: [1, -2], shape: [2] } };
    const { value, gradient } = await evaluate(
      { ...base, kind: "distance", a: "a", b: "b", measure: "norm", detach: [] },
      equal,
    );
    expect(value).toBe(0);
    expect(gradient).toMatchObject({ a: [0, 0], b: [0, 0] });
  });

  test("meanSquare", async () => {
    const { value, gradient } = await evaluate(
      { ...base, kind: "distance", a: "a", b: "b", measure: "meanSquare" },
      maps,
    );
    expectClose([value], [13 / 4]);
    expectClose(gradient["a"], [0, 1, 1.5, 0]);
    expectClose(gradient["b"], [0, -1, -1.5, 0]);
  });
});

describe("gate: the hinge on the whole bracket", () => {
  const parameters: Tensors = { w: { values: [0.5, -1], shape: [2] } };
  const gated = (gamma: number): Term => ({ ...crossEntropy("z0"), gate: { gamma, l2Of: ["w"] } });

  test("open: the loss and the squared norm above gamma, with both gradients", async () => {
    const { value, gradient } = await evaluate(gated(1), three, { parameters });
    expectClose([value], [(golden.crossEntropy[0] ?? 0) + 1.25 - 1]);
    expectClose(gradient["w"], [1, -2]);
    const alone = await evaluate(crossEntropy("z0"), three);
    expectClose(gradient["z0"], alone.gradient["z0"] ?? []);
  });

  test("closed: nothing", async () => {
    const { value, gradient } = await evaluate(gated(3), three, { parameters });
    expect(value).toBe(0);
    expect(gradient["w"]?.map(Math.abs)).toEqual([0, 0]);
    expect(gradient["z0"]?.map(Math.abs)).toEqual([0, 0, 0, 0, 0, 0]);
  });
});

describe("sampleWeight: bias loss", () => {
  const variances = [0.02, 0.05, 0.11, 0.08];
  const losses = [0.3, 1.2, 2, 0.7];
  const weights = [0.7, 0.8051709181, 1.0498588076, 0.9214027582];
  const inputs = (values: readonly number[]): Tensors => ({
    // Two classes: CE = log(1 + exp(−m)), so that m gives the wanted loss.
    z: { values: losses.flatMap((loss) => [-Math.log(Math.exp(loss) - 1), 0]), shape: [4, 2] },
    // Of ±d the unbiased variance is 2d²; the mean does not matter.
    map: {
      values: values.flatMap((variance) => [3 + Math.sqrt(variance / 2), 3 - Math.sqrt(variance / 2)]),
      shape: [4, 1, 2, 1],
    },
  });
  const term = (scaling: "local" | "global"): Term => ({
    ...crossEntropy("z"),
    sampleWeight: { tensor: "map", scaling, alpha: 0.3, beta: 0.3 },
  });
  const setting = { labels: [0, 0, 0, 0], classes: 2 };

  test("featureVariance is the unbiased variance over the whole map", async () => {
    const map = inputs(variances)["map"];
    const result = tf.tidy(() => featureVariance(tf.tensor([...(map?.values ?? [])], [4, 1, 2, 1])));
    expectClose(Array.from(await result.data()), variances);
    result.dispose();
  });

  test("golden weights and loss; the features are constants", async () => {
    const { value, gradient } = await evaluate(term("local"), inputs(variances), setting);
    expectClose([value], [0.9802261619], 1e-5);
    // The mean divides by the batch, not by the weights; each row's gradient is its weight times that of its loss.
    const rows = losses.map((loss, row) => ((weights[row] ?? 0) * (Math.exp(-loss) - 1)) / 4);
    expectClose(
      gradient["z"]?.filter((_, index) => index % 2 === 0),
      rows,
      1e-5,
    );
    expect(gradient["map"]?.every((each) => each === 0)).toBe(true);
  });

  test("global scaling measures from the running minimum, over the batch's own range", async () => {
    const lowest = tf.scalar(0.005);
    const { value } = await evaluate(term("global"), inputs(variances), {
      ...setting,
      minima: new Map([["x", lowest]]),
    });
    lowest.dispose();
    const want = losses.reduce((sum, loss, row) => {
      const scaled = ((variances[row] ?? 0) - 0.005) / (0.11 - 0.02);
      return sum + ((Math.exp(0.3 * scaled) - 0.3) * loss) / 4;
    }, 0);
    expectClose([value], [want], 1e-5);
  });

  test("a running minimum above the batch's own does not count: the first batch scales by itself", async () => {
    const lowest = tf.scalar(1e5);
    const { value } = await evaluate(term("global"), inputs(variances), {
      ...setting,
      minima: new Map([["x", lowest]]),
    });
    lowest.dispose();
    expectClose([value], [0.9802261619], 1e-5);
  });

  test("equal variances give weight 1, where the authors' code divides by zero", async () => {
    const { value } = await evaluate(term("local"), inputs([0.05, 0.05, 0.05, 0.05]), setting);
    expectClose([value], [1.05], 1e-5);
  });
});

describe("rows", () => {
  test("halves add up to the whole, values and gradients", async () => {
    for (const term of [crossEntropy("z0"), kl("z0", "z1", 2)]) {
      const whole = await evaluate(term, three);
      const first = await evaluate(term, three, { counted: [0, 1] });
      const second = await evaluate(term, three, { counted: [1, 2] });
      expectClose([first.value + second.value], [whole.value]);
      expectClose(
        first.gradient["z0"]?.map((value, index) => value + (second.gradient["z0"]?.[index] ?? 0)),
        [...(whole.gradient["z0"] ?? [])],
      );
      expect(first.gradient["z0"]?.slice(3)).toEqual([0, 0, 0]);
    }
  });

  test("of the first view only: the mean over half of the stacked batch", async () => {
    const term: Term = { ...crossEntropy("z0"), rows: "view1" };
    const { value, gradient } = await evaluate(term, three, { views: 2 });
    expectClose([value], [-Math.log(softmax(rowsOf(logits.z0)[0] ?? [])[0] ?? 0)]);
    expect(gradient["z0"]?.slice(3)).toEqual([0, 0, 0]);
  });
});

test("a term over a tensor that does not exist says which", () => {
  const context = { tensors: new Map(), parameters: new Map(), classes: 3, views: 1, minima: new Map() } as const;
  const labels = tf.tensor1d([0], "int32");
  expect(() => tf.tidy(() => termValue(crossEntropy("nowhere"), { ...context, labels }))).toThrow(
    "x: no tensor nowhere",
  );
  labels.dispose();
});
