import { blockUntilReady, defaultDevice, init, jit, lax, nn, numpy as np, tree, valueAndGrad } from "@jax-js/jax";
import type { Contender } from "../../src/engine/benchmark/contender";
import { batchOf, convsOf, graphOf, MOMENTUM, startOf, type Chain } from "../../src/engine/benchmark/network";

/** Written as types, because jax-js does not take interfaces for trees. */
type Layer = { w: np.Array; gamma: np.Array; beta: np.Array };
type Parameters = { layers: Layer[]; dense: np.Array; bias: np.Array };

/** The network in jax-js: one jitted step with value and gradient, NCHW as that library wants it. */
export async function openJax(chain: Chain, rows: number): Promise<Contender> {
  const devices = await init();
  if (!devices.includes("webgpu")) throw new Error("jax-js finds no WebGPU here");
  defaultDevice("webgpu");
  const convs = convsOf(chain);
  const start = startOf(graphOf(chain));
  const values = (name: string): Float32Array<ArrayBuffer> => {
    const found = start.get(name);
    if (found === undefined) throw new Error(`no values for ${name}`);
    return new Float32Array(found);
  };
  const fresh = (zero: boolean): Parameters => {
    const array = (name: string, shape: number[]): np.Array =>
      np.array(zero ? values(name).fill(0) : values(name)).reshape(shape);
    return {
      layers: convs.map(({ name, kernel, inputs, filters, groups }) => ({
        w: np.transpose(array(`conv${name}.kernel`, [kernel, kernel, inputs / groups, filters]), [3, 2, 0, 1]),
        gamma: array(`norm${name}.gamma`, [1, filters, 1, 1]),
        beta: array(`norm${name}.beta`, [1, filters, 1, 1]),
      })),
      dense: array("dense.weight", [convs.at(-1)?.filters ?? 3, chain.classes]),
      bias: array("dense.bias", [chain.classes]),
    };
  };
  const loss = (parameters: Parameters, x: np.Array, y: np.Array): np.Array => {
    let h = x;
    parameters.layers.forEach(({ w, gamma, beta }, index) => {
      const conv = convs[index];
      if (conv === undefined) throw new Error("a layer too many");
      const pad = Math.floor(conv.kernel / 2);
      const padding: [number, number][] = [
        [pad, pad],
        [pad, pad],
      ];
      const z = lax.convGeneralDilated(h, w, [conv.stride, conv.stride], padding, { featureGroupCount: conv.groups });
      const mean = np.mean(z.ref, [0, 2, 3], { keepdims: true });
      const centred = z.sub(mean);
      const variance = np.mean(np.square(centred.ref), [0, 2, 3], { keepdims: true });
      h = nn.relu(centred.mul(gamma.div(np.sqrt(variance.add(1e-5)))).add(beta));
    });
    const logits = np.matmul(np.mean(h, [2, 3]), parameters.dense).add(parameters.bias);
    return nn
      .logSoftmax(logits)
      .mul(y)
      .sum()
      .mul(-1 / rows);
  };
  const advance = jit((parameters: Parameters, velocity: Parameters, x: np.Array, y: np.Array) => {
    const [value, gradient] = valueAndGrad(loss)(tree.ref(parameters), x, y) as unknown as [np.Array, Parameters];
    const next = tree.map((v: np.Array, g: np.Array) => v.mul(MOMENTUM).add(g), velocity, gradient) as Parameters;
    const moved = tree.map((p: np.Array, v: np.Array) => p.sub(v.mul(chain.learningRate)), parameters, tree.ref(next));
    return [moved, next, value] as [Parameters, Parameters, np.Array];
  });
  const { images, labels } = batchOf(chain, rows);
  const nhwc = np.array(new Float32Array(images)).reshape([rows, chain.size, chain.size, 3]);
  const x = np.transpose(nhwc, [0, 3, 1, 2]);
  const hot = new Float32Array(rows * chain.classes);
  labels.forEach((label, row) => (hot[row * chain.classes + label] = 1));
  const y = np.array(hot).reshape([rows, chain.classes]);
  let parameters = fresh(false);
  let velocity = fresh(true);
  const losses: np.Array[] = [];
  return {
    step() {
      const [moved, next, value] = advance(parameters, velocity, x.ref, y.ref) as [Parameters, Parameters, np.Array];
      parameters = moved;
      velocity = next;
      losses.push(value);
    },
    async sync() {
      await blockUntilReady(parameters);
    },
    losses: async () => Promise.all(losses.map(async (value) => (await value.ref.data())[0] ?? Number.NaN)),
  };
}
