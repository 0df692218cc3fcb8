/** Losses and gradient norms of one fixed small network: enough to catch a kernel or a driver that computes nonsense. */
export interface SelfTestNumbers {
  /** `[terms]` */
  readonly losses: readonly number[];
  /** L2 norm of the joint gradient by parameter. */
  readonly norms: { readonly [parameter: string]: number };
}

/** Measured with tfjs on the processor, whose gradients agree with PyTorch in double precision to 2e-5. */
export const expectedNumbers: SelfTestNumbers = {
  losses: [3.19882, 2.95776, 3.00755, 0.171635, 0.143318, 0.173272, 0.19051, 0.136484, 0.175024],
  norms: {
    "stem.conv.kernel": 1.24449,
    "stem.norm.gamma": 0.204188,
    "stem.norm.beta": 0.313751,
    "s1b1.conv1.kernel": 0.660342,
    "s1b1.norm1.gamma": 0.149838,
    "s1b1.norm1.beta": 0.0531579,
    "s1b1.conv2.kernel": 0.812745,
    "s1b1.norm2.gamma": 0.136808,
    "s1b1.norm2.beta": 0.216552,
    "s2b1.conv1.kernel": 0.899206,
    "s2b1.norm1.gamma": 0.129279,
    "s2b1.norm1.beta": 0.0962176,
    "s2b1.conv2.kernel": 0.812188,
    "s2b1.norm2.gamma": 0.0918069,
    "s2b1.norm2.beta": 0.154315,
    "s3b1.conv1.kernel": 0.712812,
    "s3b1.norm1.gamma": 0.088533,
    "s3b1.norm1.beta": 0.0836156,
    "s3b1.conv2.kernel": 0.69291,
    "s3b1.norm2.gamma": 0.146897,
    "s3b1.norm2.beta": 0.18317,
    "main.dense.weight": 1.20048,
    "main.dense.bias": 0.430149,
    "branch.s1b1.s2b1.conv1.kernel": 0.625797,
    "branch.s1b1.s2b1.norm1.gamma": 0.0657367,
    "branch.s1b1.s2b1.norm1.beta": 0.0794004,
    "branch.s1b1.s2b1.conv2.kernel": 0.526824,
    "branch.s1b1.s2b1.norm2.gamma": 0.0979007,
    "branch.s1b1.s2b1.norm2.beta": 0.123862,
    "branch.s1b1.s3b1.conv1.kernel": 0.673231,
    "branch.s1b1.s3b1.norm1.gamma": 0.0673687,
    "branch.s1b1.s3b1.norm1.beta": 0.0546114,
    "branch.s1b1.s3b1.conv2.kernel": 0.603023,
    "branch.s1b1.s3b1.norm2.gamma": 0.0862255,
    "branch.s1b1.s3b1.norm2.beta": 0.148515,
    "branch.s1b1.head.dense.weight": 1.07291,
    "branch.s1b1.head.dense.bias": 0.40066,
    "branch.s2b1.s3b1.conv1.kernel": 0.774584,
    "branch.s2b1.s3b1.norm1.gamma": 0.0860171,
    "branch.s2b1.s3b1.norm1.beta": 0.0555607,
    "branch.s2b1.s3b1.conv2.kernel": 0.672972,
    "branch.s2b1.s3b1.norm2.gamma": 0.105595,
    "branch.s2b1.s3b1.norm2.beta": 0.156464,
    "branch.s2b1.head.dense.weight": 0.966108,
    "branch.s2b1.head.dense.bias": 0.335677,
  },
};
