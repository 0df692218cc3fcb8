/** Losses and gradient norms of one fixed small network: enough to catch a kernel or a driver that computes nonsense. */
export interface SelfTestNumbers {
  /** `[terms]` */
  readonly losses: readonly number[];
  /** L2 norm of the joint gradient by parameter. */
  readonly norms: { readonly [parameter: string]: number };
}

/** Measured with tfjs on the processor, whose gradients agree with PyTorch in double precision to 2e-5. */
export const expectedNumbers: SelfTestNumbers = {
  losses: [1.63383, 1.65401, 1.67681, 0.0680409, 0.294053, 0.0666446, 0.17934, 0.291676, 0.20836],
  norms: {
    "stem.conv.kernel": 1.50924,
    "stem.norm.gamma": 0.277582,
    "stem.norm.beta": 0.330468,
    "s1b1.conv1.kernel": 0.897253,
    "s1b1.norm1.gamma": 0.161304,
    "s1b1.norm1.beta": 0.173292,
    "s1b1.conv2.kernel": 1.12702,
    "s1b1.norm2.gamma": 0.252677,
    "s1b1.norm2.beta": 0.278136,
    "s2b1.conv1.kernel": 1.35971,
    "s2b1.norm1.gamma": 0.105039,
    "s2b1.norm1.beta": 0.197845,
    "s2b1.conv2.kernel": 1.32451,
    "s2b1.norm2.gamma": 0.24873,
    "s2b1.norm2.beta": 0.347835,
    "s3b1.conv1.kernel": 1.08515,
    "s3b1.norm1.gamma": 0.0875203,
    "s3b1.norm1.beta": 0.0784218,
    "s3b1.conv2.kernel": 0.872571,
    "s3b1.norm2.gamma": 0.162624,
    "s3b1.norm2.beta": 0.221048,
    "main.dense.weight": 1.60568,
    "main.dense.bias": 0.589315,
    "branch.s1b1.s2b1.conv1.kernel": 0.755328,
    "branch.s1b1.s2b1.norm1.gamma": 0.0831916,
    "branch.s1b1.s2b1.norm1.beta": 0.113077,
    "branch.s1b1.s2b1.conv2.kernel": 0.649025,
    "branch.s1b1.s2b1.norm2.gamma": 0.0688679,
    "branch.s1b1.s2b1.norm2.beta": 0.0792482,
    "branch.s1b1.s3b1.conv1.kernel": 0.960064,
    "branch.s1b1.s3b1.norm1.gamma": 0.0849741,
    "branch.s1b1.s3b1.norm1.beta": 0.0749364,
    "branch.s1b1.s3b1.conv2.kernel": 0.854415,
    "branch.s1b1.s3b1.norm2.gamma": 0.0807866,
    "branch.s1b1.s3b1.norm2.beta": 0.125818,
    "branch.s1b1.head.dense.weight": 1.11933,
    "branch.s1b1.head.dense.bias": 0.333624,
    "branch.s2b1.s3b1.conv1.kernel": 1.284,
    "branch.s2b1.s3b1.norm1.gamma": 0.119594,
    "branch.s2b1.s3b1.norm1.beta": 0.101699,
    "branch.s2b1.s3b1.conv2.kernel": 0.982016,
    "branch.s2b1.s3b1.norm2.gamma": 0.177015,
    "branch.s2b1.s3b1.norm2.beta": 0.330372,
    "branch.s2b1.head.dense.weight": 2.35684,
    "branch.s2b1.head.dense.bias": 0.84578,
  },
};
