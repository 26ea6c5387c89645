// Generated from schemas/ by `npm run generate`. Do not edit.

/**
 * One problem and the solver that is to train it.
 */
export type Spec = Task & {
  solver: SolverSpec;
};
/**
 * Where the examples come from and how they are prepared, in this order: classes, limit, split, downsample, scale, bias.
 */
export type DataSpec = InlineData | FileData | DatasetData | GeneratorData;
/**
 * Rows given in the spec itself. Only an autoencoder does without `y`.
 */
export type InlineData = Preparation & {
  source: 'inline';
  x: Rows;
  y?: Targets;
  test?: {
    x: Rows;
    y?: Targets;
  };
};
/**
 * @minItems 1
 */
export type Rows = number[][];
/**
 * One number or label per row; or several numbers per row, one per output.
 *
 * @minItems 1
 */
export type Targets = ((number | string) | number[])[];
/**
 * A file on this machine (command line and TypeScript API only; refused over HTTP). Relative paths start at the spec's own folder.
 */
export type FileData = Preparation & {
  source: 'file';
  path: string;
  /**
   * Taken from the file name when absent. A .gz ending is unpacked.
   */
  format?: 'csv' | 'npy' | 'npz' | 'idx' | 'cifar10' | 'safetensors';
  /**
   * csv: last, first, a column by its header name or 1-based number, or none. npy: last, first, a 1-based column number, none, or the path of the labels. idx: the path of the labels. npz, safetensors: the name of the array of the targets (default y; the rows are the array x, or the only other one). cifar10: not used. Only an autoencoder does without.
   */
  target?: string;
  /**
   * A separate test file of the same format.
   */
  test?: {
    path: string;
    target?: string;
  };
};
/**
 * A dataset that was uploaded to the service before (POST /v1/datasets).
 */
export type DatasetData = Preparation & {
  source: 'dataset';
  id: string;
  /**
   * As of a file; the labels of npy and idx data are a dataset of their own, named by its id.
   */
  target?: string;
  /**
   * A separate test part, of the same format.
   */
  test?: {
    id: string;
    target?: string;
  };
};
/**
 * Synthetic data, repeatable from its seed (default: the spec's seed).
 */
export type GeneratorData =
  | TwoMoonsData
  | BlobsData
  | SpiralsData
  | RingsData
  | RandomLabelsData
  | PlantedData
  | BoxSeparableData
  | PatchesTeacherData
  | MlpTeacherData;
/**
 * Two interleaving half circles in the plane, labels -1 and +1.
 */
export type TwoMoonsData = Preparation &
  GeneratorCommon & {
    name: 'two-moons';
    /**
     * Standard deviation of the Gaussian noise.
     */
    noise: number;
  };
/**
 * Gaussian clouds around random centers; centers alternate between the labels -1 and +1.
 */
export type BlobsData = Preparation &
  GeneratorCommon & {
    name: 'blobs';
    /**
     * Number of columns.
     */
    d: number;
    centers: number;
    noise: number;
  };
/**
 * Two intertwined spirals in the plane.
 */
export type SpiralsData = Preparation &
  GeneratorCommon & {
    name: 'spirals';
    turns: number;
    noise: number;
  };
/**
 * A ring of radius 1, label +1, inside a ring of radius 2, label -1.
 */
export type RingsData = Preparation &
  GeneratorCommon & {
    name: 'rings';
    /**
     * Standard deviation of the Gaussian noise.
     */
    noise: number;
  };
/**
 * Gaussian rows, labels by fair coin: the hardest data to fit.
 */
export type RandomLabelsData = Preparation &
  GeneratorCommon & {
    name: 'random-labels';
    d: number;
  };
/**
 * Gaussian rows labelled by the sign of a random one-hidden-layer ReLU network minus its median, so that the classes balance.
 */
export type PlantedData = Preparation &
  GeneratorCommon & {
    name: 'planted';
    d: number;
    neurons: number;
    /**
     * Noise on the network's output, relative to its standard deviation.
     */
    noise: number;
  };
/**
 * Points in [-1,1]^2 whose l-infinity boxes are disjoint and missed by a few random lines; labels change across the lines, so a ReLU network that is stable on every box separates the classes.
 */
export type BoxSeparableData = Preparation & {
  source: 'generator';
  name: 'box-separable';
  n: number;
  seed?: number;
  /**
   * Half the side of the boxes.
   */
  radius: number;
  lines: number;
};
/**
 * Gaussian rows of `patches` blocks of `d` columns; the target is the mean over blocks of max(0, block . w), with one random unit filter w. A regression.
 */
export type PatchesTeacherData = Preparation &
  GeneratorCommon & {
    name: 'patches-teacher';
    /**
     * Columns of one block.
     */
    d: number;
    patches: number;
    /**
     * Entries of the filter that differ from 0, at random places. Absent: all.
     */
    nonzeros?: number;
    noise: number;
  };
/**
 * Gaussian rows labelled by a random leaky-ReLU network with the given widths. One output: a regression. More: the class of the largest output.
 */
export type MlpTeacherData = Preparation &
  GeneratorCommon & {
    name: 'mlp-teacher';
    d: number;
    /**
     * @minItems 1
     * @maxItems 16
     */
    hidden: number[];
    outputs: number;
    /**
     * Slope of the leaky ReLU for negative inputs.
     */
    slope: number;
    noise: number;
  };
/**
 * The network that is trained.
 */
export type ModelSpec = ReluModel | MlpModel | AutoencoderModel | PatchesModel | CnnModel;
/**
 * Of the hidden layers.
 */
export type ActivationSpec = ('relu' | 'relu6' | 'linear' | 'softplus' | 'sigmoid' | 'tanh') | LeakyRelu;
/**
 * Of the output layer.
 */
export type ActivationSpec1 = ('relu' | 'relu6' | 'linear' | 'softplus' | 'sigmoid' | 'tanh') | LeakyRelu;
/**
 * Of both layers.
 */
export type ActivationSpec2 = ('relu' | 'relu6' | 'linear' | 'softplus' | 'sigmoid' | 'tanh') | LeakyRelu;
/**
 * Penalty of the weights, beside the loss. Default type: weight-decay. Any other type than those below is a penalty by its name: l1, mcp, nuclear and the others of docs/plugins.md, or one that was registered.
 */
export type RegularizerSpec =
  | WeightDecaySpec
  | GroupLassoSpec
  | ColumnLassoSpec
  | CodeL1Spec
  | KlSparsitySpec
  | StudentTSpec
  | GramInfNormSpec
  | GramInfIndicatorSpec
  | PenaltySpec;
/**
 * One weight, or the weights of a path (ascending or descending): each run starts from what the one before it found, on the convex path from the largest weight to the smallest, by descent from the smallest to the largest.
 *
 * @minItems 2
 * @maxItems 200
 */
export type RegularizerWeight = number | number[];
/**
 * One weight, or the weights of a path (ascending or descending): each run starts from what the one before it found, on the convex path from the largest weight to the smallest, by descent from the smallest to the largest.
 *
 * @minItems 2
 * @maxItems 200
 */
export type RegularizerWeight1 = number | number[];
/**
 * The norm N of a neuron's input weights: l1 leaves few inputs to each neuron, linf lets all of them grow to the largest, l2 is weight decay. Default: l2.
 */
export type GroupNormSpec = L2NormSpec | L1NormSpec | LinfNormSpec | ElasticNormSpec;
/**
 * One weight, or the weights of a path (ascending or descending): each run starts from what the one before it found, on the convex path from the largest weight to the smallest, by descent from the smallest to the largest.
 *
 * @minItems 2
 * @maxItems 200
 */
export type RegularizerWeight2 = number | number[];
/**
 * One weight, or the weights of a path (ascending or descending): each run starts from what the one before it found, on the convex path from the largest weight to the smallest, by descent from the smallest to the largest.
 *
 * @minItems 2
 * @maxItems 200
 */
export type RegularizerWeight3 = number | number[];
/**
 * Each row may be moved anywhere in its l-infinity box. Absent or radius 0: standard training.
 */
export type ThreatSpec = {
  [k: string]: unknown;
} & {
  norm: 'linf';
  radius?: number;
  /**
   * One radius per column, in place of `radius`.
   *
   * @minItems 1
   */
  radii?: number[];
};
export type ComparedTask = Task;
/**
 * The norm of a neuron's input weights, as certificates name it.
 */
export type NeuronNormSpec = L2NormSpec | L1NormSpec | LinfNormSpec | ElasticNormSpec | PenaltyNormSpec;
export type LayerDocument =
  | DenseLayerDocument
  | ImageLayerDocument
  | Conv2DLayerDocument
  | DepthwiseConv2DLayerDocument
  | MaxPoolLayerDocument
  | AveragePoolLayerDocument
  | GlobalAveragePoolLayerDocument
  | BatchNormLayerDocument
  | ResidualLayerDocument;
export type ActivationSpec3 = ('relu' | 'relu6' | 'linear' | 'softplus' | 'sigmoid' | 'tanh') | LeakyRelu;
/**
 * Patterns [X a >= 0] of Gaussian directions a: a number of draws (duplicates dropped), or draws until so many distinct patterns are held (at most 50 draws a pattern wanted, or 20 times as many repeats in a row).
 */
export type SampledPatterns = {
  [k: string]: unknown;
} & {
  method: 'sampled';
  draws?: number;
  distinct?: number;
};
/**
 * soft-mm: the network that is improved, in place of patterns. The objective of the result is never above the certified one that the soft program gives to the start.
 */
export type StartNetwork = {
  [k: string]: unknown;
} & {
  network?: NetworkDocument;
  /**
   * In a comparison: the label of an earlier solver, whose network of the same repeat is taken.
   */
  from?: string;
};
export type GradientOptions = GradientCommon & {
  optimizer: 'sgd' | 'momentum' | 'adagrad' | 'adagrad-decay' | 'adadelta' | 'adam' | 'adamax';
  /**
   * Default: that of the optimizer, as the trainer of its name documents it.
   */
  learningRate?: number;
};
/**
 * How the learning rate changes over the epochs: by name (constant, or cosine: half a wave down to zero), or as an object with a `type`.
 */
export type ScheduleSpec = ('constant' | 'cosine') | ScheduleObject;
export type ScheduleObject = ConstantSchedule | CosineSchedule | StepSchedule | MultiplicativeSchedule;
export type GradientPgdOptions = GradientCommon & {
  optimizer: 'sgd' | 'momentum' | 'adagrad' | 'adagrad-decay' | 'adadelta' | 'adam' | 'adamax';
  /**
   * Default: that of the optimizer, as the trainer of its name documents it.
   */
  learningRate?: number;
  /**
   * Attack steps for every mini-batch.
   */
  steps: number;
  /**
   * Step length as a share of each column's radius.
   */
  stepFraction: number;
};
export type PgdOptions = AttackBudget & {
  name: 'pgd';
  steps: number;
  /**
   * Step length as a share of each column's radius; with l2, of the row's radius.
   */
  stepFraction: number;
  /**
   * Further starts from random points of the budget; the end with the largest loss is kept, row by row.
   */
  restarts: number;
};
export type RandomOptions = AttackBudget & {
  name: 'random';
  /**
   * Independent draws; the one with the largest loss is kept, row by row.
   */
  draws: number;
};
export type PgdL0Options = SparseAttack & {
  name: 'pgd-l0';
};
export type PgdL0LinfOptions = SparseAttack & {
  name: 'pgd-l0-linf';
  /**
   * Largest change of an entry.
   */
  radius: number;
};
export type MomentumOptions = GradientCommon & {
  /**
   * Default: 0.01, divided by the loss scale times the number of rows (1 for the mean): with momentum 0.9, steps as long in the long run as those of sgd.
   */
  learningRate?: number;
  /**
   * Share of the last step that is taken over.
   */
  momentum: number;
  /**
   * Nesterov's form: the step looks one share of momentum ahead.
   */
  nesterov: boolean;
};
export type AdagradDecayOptions = GradientCommon & {
  /**
   * Length of the first step in every entry.
   */
  learningRate: number;
  /**
   * Factor on the sum of the squared gradients, once in so many steps.
   */
  decay: number;
  /**
   * Steps from one decay to the next.
   */
  every: number;
};
export type ParsevalOptions = GradientCommon & {
  /**
   * Default: 0.1, divided by the loss scale times the number of rows (1 for the mean).
   */
  learningRate?: number;
  /**
   * beta in W <- (1 + beta) W - beta W W'W after every step: small pulls all singular values slowly towards 1.
   */
  retraction: number;
};
export type RvsmOptions = FilterOptions & {
  /**
   * Weight of the splitting penalty beta/2 ||w - u||^2. Weights below regularizer.weight / beta or so become 0.
   */
  beta: number;
  /**
   * Keep the filter w at length 1.
   */
  normalize: boolean;
  /**
   * Which filter is returned: u, the sparse one, or w. Both are in the report.
   */
  network: 'u' | 'w';
};
export type HardThresholdOptions = FilterOptions & {
  /**
   * Entries of the filter that may differ from 0.
   */
  s: number;
};
/**
 * How the learning rate changes over the epochs: by name (constant, or cosine: half a wave down to zero), or as an object with a `type`.
 */
export type ScheduleSpec1 = ('constant' | 'cosine') | ScheduleObject;

/**
 * Every document Relucent reads or writes; the root from which the TypeScript types are generated.
 */
export interface Documents {
  spec?: Spec;
  comparison?: Comparison;
  result?: Result;
  comparisonResult?: ComparisonResult;
  job?: JobDocument;
  problemDocument?: ProblemDocument;
  dataset?: DatasetDocument;
  serviceConfig?: ServiceConfig;
  convexOptions?: ConvexOptions;
  gradientOptions?: GradientOptions;
  gradientPgdOptions?: GradientPgdOptions;
  attackBudget?: AttackBudget;
  pgdOptions?: PgdOptions;
  randomOptions?: RandomOptions;
  sparseAttack?: SparseAttack;
  pgdL0Options?: PgdL0Options;
  pgdL0LinfOptions?: PgdL0LinfOptions;
  momentumOptions?: MomentumOptions;
  adagradDecayOptions?: AdagradDecayOptions;
  parsevalOptions?: ParsevalOptions;
  filterOptions?: FilterOptions;
  rvsmOptions?: RvsmOptions;
  hardThresholdOptions?: HardThresholdOptions;
  dlamOptions?: DlamOptions;
  admmOptions?: AdmmOptions;
  ialamOptions?: IalamOptions;
  regularizerDefinition?: RegularizerDefinition1;
  extrapolationOptions?: ExtrapolationOptions;
}
/**
 * What is to be trained: everything of a spec but its solver.
 */
export interface Task {
  /**
   * Version of the format.
   */
  relucent?: 1;
  /**
   * A label for people.
   */
  name?: string;
  data: DataSpec;
  model: ModelSpec;
  loss: LossSpec;
  regularizer: RegularizerSpec;
  threat?: ThreatSpec;
  evaluate: EvaluateSpec;
  limits: LimitsSpec;
  /**
   * Everything random follows from it.
   */
  seed: number;
}
export interface Preparation {
  /**
   * Keep these labels only. Of two, the first becomes -1, the second +1; of more, each gets an output of its own.
   *
   * @minItems 2
   * @maxItems 1000
   */
  classes?: (string | number)[];
  /**
   * What the targets are. classes: labels; up to two become -1 and +1, more get one output each. values: numbers to regress on. Default: classes where the loss or the source says so (hinge, logistic, cross-entropy; text labels; image files), else values.
   */
  targets?: 'classes' | 'values';
  /**
   * Keep the first so many rows (after `classes`, before `split`).
   */
  limit?: number;
  /**
   * Images only: block means down to this height and width. A border that no whole block fills is cut evenly.
   *
   * @minItems 2
   * @maxItems 2
   */
  downsample?: number[];
  /**
   * Scaling of every column, fitted on the training part: zero mean and unit variance, [0,1], or the given interval. pixels: images divided by 255, which no column of theirs can leave.
   */
  scale: ('none' | 'standardize' | 'minmax' | 'pixels') | number[];
  /**
   * Append a column of ones. Its threat radius is 0 unless `threat.radii` gives one radius per column.
   */
  bias: boolean;
  /**
   * Hold out this share of the rows as a test part, chosen by the seed.
   */
  split?: {
    test: number;
    seed: number;
  };
}
export interface GeneratorCommon {
  source?: 'generator';
  /**
   * Number of rows.
   */
  n: number;
  seed?: number;
}
/**
 * f(x) = A max(0, U x): one hidden layer without biases, one output per target. The convex path trains this one.
 */
export interface ReluModel {
  type: 'relu';
  /**
   * Neurons of the hidden layer.
   *
   * @minItems 1
   * @maxItems 1
   */
  hidden: number[];
  activation: 'relu';
  /**
   * Only false: a bias is a column of ones, `data.bias`, so that both paths regularize the same weights.
   */
  bias: false;
}
/**
 * Fully connected layers.
 */
export interface MlpModel {
  type: 'mlp';
  /**
   * Neurons of each hidden layer, the first one first.
   *
   * @minItems 1
   * @maxItems 100
   */
  hidden: number[];
  activation: ActivationSpec;
  outputActivation: ActivationSpec1;
  /**
   * A bias for every neuron. Biases are not regularized.
   */
  bias: boolean;
}
/**
 * max(z, slope z).
 */
export interface LeakyRelu {
  name: 'leaky-relu';
  slope: number;
}
/**
 * Two fully connected layers with biases, columns -> code -> columns. The targets are the prepared rows themselves: the data need none, and the loss is `squared`.
 */
export interface AutoencoderModel {
  type: 'autoencoder';
  /**
   * Neurons of the hidden layer.
   */
  code: number;
  activation: ActivationSpec2;
}
/**
 * f(x) = (1/k) sum_i max(0, w . x[i]): one filter w shared by the k equally long, disjoint pieces x[i] of a row.
 */
export interface PatchesModel {
  type: 'patches';
  /**
   * Pieces k; the number of columns must be a multiple of it.
   */
  patches: number;
}
/**
 * A convolutional network for images (idx or cifar10 files, without a column of ones). c-cnn: three convolutions and three fully connected layers. mobilenet-v2: 17 inverted residual blocks, its first two strides 1 for small images.
 */
export interface CnnModel {
  type: 'cnn';
  name: 'c-cnn' | 'mobilenet-v2';
  /**
   * Factor on all channels and hidden neurons, for smaller runs.
   */
  width: number;
}
export interface LossSpec {
  /**
   * hinge: max(0, 1 - y f). squared: (f - y)^2 / 2. logistic: log(1 + exp(-y f)). Over several outputs these are summed. cross-entropy: -log softmax(f) at the row's class.
   */
  type: 'hinge' | 'squared' | 'logistic' | 'cross-entropy';
  /**
   * Factor c before the sum of the losses: mean is 1/n, sum is 1, or a positive number.
   */
  scale: ('mean' | 'sum') | number;
}
/**
 * weight/2 times the sum of the squared weights of all layers.
 */
export interface WeightDecaySpec {
  type: 'weight-decay';
  weight: RegularizerWeight;
}
/**
 * weight/2 times the sum over the hidden neurons of N(u)^2 + alpha^2, with a norm N of the neuron's input weights u and its output weight alpha: at its best scaling, weight times the sum of N(u) |alpha|. Trained by the convex path.
 */
export interface GroupLassoSpec {
  type: 'group-lasso';
  weight: RegularizerWeight1;
  params: GroupNormSpec;
}
/**
 * The Euclidean norm: weight decay.
 */
export interface L2NormSpec {
  norm: 'l2';
}
/**
 * The sum of the absolute values.
 */
export interface L1NormSpec {
  norm: 'l1';
}
/**
 * The largest absolute value.
 */
export interface LinfNormSpec {
  norm: 'linf';
}
/**
 * (1 - mix) times the l2 norm plus mix times the l1 norm.
 */
export interface ElasticNormSpec {
  norm: 'elastic';
  /**
   * Share of the l1 norm.
   */
  mix: number;
}
/**
 * weight times the sum, over all layers and columns j of their weight matrices W (outputs, inputs), of the Euclidean norm of W[:, j]: inputs a layer does not need lose all their weights in it. Trained by the gradient methods.
 */
export interface ColumnLassoSpec {
  type: 'column-lasso';
  weight: RegularizerWeight2;
}
/**
 * weight times the mean over the training rows of the sum of |z| over the codes z of an autoencoder: sparse codes. Trained by `extrapolation`, and by the gradient methods with a subgradient.
 */
export interface CodeL1Spec {
  type: 'code-l1';
  weight: number;
}
/**
 * weight times the sum over the code units of an autoencoder of KL(rho || mean code over the training rows), the relative entropy of two coins. The code's activation must be `sigmoid`. Trained by the gradient methods.
 */
export interface KlSparsitySpec {
  type: 'kl-sparsity';
  weight: number;
  params: KlSparsityParams;
}
export interface KlSparsityParams {
  /**
   * Mean code that is wanted.
   */
  rho: number;
}
/**
 * weight times the mean over the training rows of the sum of log(1 + z^2) over the codes z of an autoencoder. Trained by the gradient methods.
 */
export interface StudentTSpec {
  type: 'student-t';
  weight: number;
}
/**
 * weight times the sum over all layers of the largest entry, in size, of W W' - I, W (outputs, rest) the layer's weight or, where it has more rows than columns, its transpose: filters that are nearly orthonormal. Trained by `extrapolation`.
 */
export interface GramInfNormSpec {
  type: 'gram-inf-norm';
  weight: number;
}
/**
 * The constraint that no entry of W W' - I is larger in size than xi, in any layer; W as for gram-inf-norm. It adds nothing to the objective: how far a network misses it is in solver.details. Trained by `extrapolation`.
 */
export interface GramInfIndicatorSpec {
  type: 'gram-inf-indicator';
  /**
   * A constraint has no weight.
   */
  weight: 1;
  params: GramInfIndicatorParams;
}
export interface GramInfIndicatorParams {
  /**
   * The largest size that is allowed.
   */
  xi: number;
}
/**
 * weight times the sum of P(W) over the weights W of the layers, P the penalty of that name. Trained by rvsm, ialam, dlam, extrapolation and the gradient methods, as a norm of neurons by the convex path.
 */
export interface PenaltySpec {
  /**
   * Name of a penalty.
   */
  type: string;
  weight: RegularizerWeight3;
  /**
   * Parameters of the penalty, checked by its own schema.
   */
  params: {
    [k: string]: unknown;
  };
  /**
   * What is penalized: the weights W of the layers; their deviation from orthonormal rows, the Gram matrices W W' - I (W'W - I of weights with more rows than columns), which the solver extrapolation trains; the codes of an autoencoder, with the mean over the training rows in place of the sum over the layers; or neurons: P is the norm N of group-lasso, of the input weights of a hidden neuron as one row, which the convex path trains with the backend splitting.
   */
  target: 'weights' | 'gram' | 'codes' | 'neurons';
  /**
   * Adds ridge/2 times the sum of the squared weights to P.
   */
  ridge: number;
  /**
   * The layers whose weights are penalized, counted from 0. Absent: all.
   *
   * @minItems 1
   */
  layers?: number[];
  /**
   * For a penalty that is a sum over the entries: a factor for every weight, one list for each penalized layer, row by row (a row per output).
   *
   * @minItems 1
   */
  entryWeights?: number[][];
  definition?: RegularizerDefinition;
}
/**
 * What the name stands for, where it was registered as data; a job and its result carry it along.
 */
export interface RegularizerDefinition {
  /**
   * What specs call it.
   */
  name: string;
  /**
   * The penalty of one entry x, at least 0: "log(1 + abs(x) / a)".
   */
  value?: string;
  /**
   * argmin over z of step * value(z) + (z - x)^2 / 2 as an expression in x, step and the parameters, or numeric: found by a search.
   */
  prox: string;
  /**
   * The derivative of the value. Default: found by the rules of differentiation.
   */
  gradient?: string;
  /**
   * JavaScript with the functions value, prox and (where there is one) gradient as exports.
   */
  module?: string;
  /**
   * Parameters by name.
   */
  params: {
    [k: string]: RegularizerParameter;
  };
  /**
   * Whether the penalty is convex whatever its parameters.
   */
  convex: boolean;
  /**
   * k where P(c x) = c^k P(x) for all c > 0, as for every norm with k = 1. Default: none.
   */
  degree?: number;
  /**
   * Where it is from.
   */
  reference?: string;
}
export interface RegularizerParameter {
  type: 'number';
  default: number;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  description?: string;
}
export interface EvaluateSpec {
  /**
   * Attacks to measure accuracy under. Default with a threat: fgsm and pgd; without one: none. Those without a budget of their own (radius, snr) stay inside the threat.
   *
   * @maxItems 20
   */
  attacks?: AttackSpec[];
  /**
   * With a threat: prove accuracies and worst-case losses. true: within 200 nodes a row and 20 seconds for each part of the data; false: none of it.
   */
  certify: boolean | CertifyLimits;
}
export interface AttackSpec {
  name: string;
}
export interface CertifyLimits {
  /**
   * Nodes of the branch and bound for each row that linear relaxation leaves open; 0: relaxation alone. Default: 200.
   */
  nodes?: number;
  /**
   * Wall-clock time for each part of the data; rows that are not decided by then stay undecided. Default: 20.
   */
  seconds?: number;
}
export interface LimitsSpec {
  /**
   * Wall-clock time of one run.
   */
  seconds: number;
  /**
   * Memory of the process that runs the job.
   */
  memoryMb: number;
}
export interface SolverSpec {
  /**
   * auto, or a trainer plugin's name.
   */
  name: string;
  /**
   * How the ladder names this run; by default the solver's name.
   */
  label?: string;
  /**
   * Belongs to that solver alone and is checked by its own schema.
   */
  options: {};
}
/**
 * One problem, several solvers, each repeated with its own seed (seed, seed + 1, ...).
 */
export interface Comparison {
  relucent: 1;
  compare: ComparedTask;
  /**
   * @minItems 1
   * @maxItems 50
   */
  solvers: SolverSpec1[];
  repeats: number;
}
export interface SolverSpec1 {
  /**
   * auto, or a trainer plugin's name.
   */
  name: string;
  /**
   * How the ladder names this run; by default the solver's name.
   */
  label?: string;
  /**
   * Belongs to that solver alone and is checked by its own schema.
   */
  options: {};
}
/**
 * What one run gave. Every objective is recomputed in float64 from the returned network. `spec` is what was run, defaults filled in, so that the result can be checked by itself; it is left out where it is long (rows given inline) and in the runs of a comparison or a path.
 */
export interface Result {
  relucent: 1;
  name?: string;
  /**
   * In a comparison: which repetition, from 0.
   */
  repeat?: number;
  /**
   * On a path: the regularizer's weight of this run.
   */
  weight?: number;
  spec?: Spec;
  status: 'solved' | 'inaccurate' | 'limit' | 'infeasible' | 'diverged' | 'cancelled' | 'failed';
  /**
   * One sentence for people.
   */
  reason: string;
  solver: SolverInfo;
  /**
   * Training objective of the returned network; with a threat the certified upper bound on its worst case, exact where `objectiveExact`.
   */
  objective?: number;
  /**
   * True where `objective` is the exact (worst-case) objective up to rounding.
   */
  objectiveExact?: boolean;
  /**
   * With a threat: the objective under the strongest attack tried, a lower bound on the worst case. Absent where an attack was interrupted.
   */
  objectiveAttacked?: number;
  bounds: Bounds;
  certificate?: Certificate;
  /**
   * Where the outputs were trained one by one, in place of `certificate`: one for each, in order. The lower bound is the sum of theirs.
   *
   * @minItems 2
   */
  certificates?: Certificate[];
  network?: NetworkDocument;
  metrics?: Metrics;
  sparsity?: Sparsity;
  history: HistoryPoint[];
  /**
   * Seconds by phase.
   */
  timing: {
    [k: string]: number;
  };
  provenance: Provenance;
}
export interface SolverInfo {
  name: string;
  label?: string;
  backend?: string;
  version?: string;
  /**
   * The backend's own status, word for word.
   */
  native?: string;
  iterations?: number;
  /**
   * Numbers of the method itself: patterns used, pruned, program size.
   */
  details?: {
    [k: string]: unknown;
  };
}
export interface Bounds {
  lower?: number;
  upper?: number;
  gap?: number;
  /**
   * What `lower` bounds from below: the nonconvex problem itself, the program on the patterns used, or nothing.
   */
  scope: 'global' | 'sampled-patterns' | 'none';
  how: string;
}
/**
 * Multipliers and patterns from which the lower bound is recomputed without any solver.
 */
export interface Certificate {
  kind:
    | 'standard-hinge'
    | 'standard-squared'
    | 'standard-logistic'
    | 'adversarial-hinge'
    | 'adversarial-squared'
    | 'adversarial-logistic'
    | 'soft-hinge'
    | 'soft-squared'
    | 'soft-logistic'
    | 'shared-hinge'
    | 'shared-squared'
    | 'shared-logistic';
  scale: number;
  weight: number;
  norm?: NeuronNormSpec;
  radii: number[];
  patterns?: string[];
  /**
   * Signed multipliers of the predictions, one per training row (hinge: -y theta).
   */
  nu: number[];
  /**
   * Multipliers of the worst-case reach, at least |nu| (hinge: theta).
   */
  alpha: number[];
  /**
   * With a threat: worst-case shift multipliers r, one row per group of samples with the same activity.
   */
  shift?: number[][];
  /**
   * With a threat: the group of every training row.
   */
  group?: number[];
  /**
   * Cone multipliers, sparse: for every neuron (v of each pattern, then w of each pattern) row indices and values.
   */
  mu?: SparseRow[];
  lower: number;
  /**
   * C: the largest dual norm over beta before scaling back.
   */
  violation: number;
  /**
   * Soft programs: the slope lambda in [0, 1] of every neuron (v of each pattern, then w) on every training row.
   */
  slopes?: number[][];
  /**
   * Soft programs: multipliers of m >= (1 - lambda)(x.u + a), per neuron.
   */
  muInactive?: SparseRow[];
  /**
   * Soft programs: multipliers of m >= lambda (a - x.u), per neuron.
   */
  muActive?: SparseRow[];
  global?: GlobalCertificate;
}
/**
 * The penalty of that name, of the input weights as one row.
 */
export interface PenaltyNormSpec {
  norm: 'penalty';
  type: string;
  params: {
    [k: string]: unknown;
  };
}
export interface SparseRow {
  rows: number[];
  values: number[];
}
/**
 * A lower bound on the training problem itself, beside the one on the program: |nu . (X u)_+| <= cStar beta for all unit u, so nu / cStar is feasible in the dual over all patterns.
 */
export interface GlobalCertificate {
  lower: number;
  /**
   * Multipliers of the predictions, one per training row.
   */
  nu: number[];
  cStar: number;
  /**
   * How cStar was found: the greatest norm of a projection of X'D nu and -X'D nu on the cells of the rows' arrangement, or the bound of a tree over the signs of x_k . u.
   */
  method: 'cells' | 'branch-and-bound';
  /**
   * Cells, or nodes of the tree, that were looked at.
   */
  examined: number;
  /**
   * With a threat: shifts of the rows inside their boxes; all else is then about the rows X + delta.
   */
  delta?: number[][];
}
export interface NetworkDocument {
  layers: LayerDocument[];
}
/**
 * output = activation(weight . input + bias); one row of `weight` per output. Inputs are the prepared columns, the column of ones included.
 */
export interface DenseLayerDocument {
  kind: 'dense';
  weight: number[][];
  bias: number[];
  activation: ActivationSpec3;
}
/**
 * Turns rows (channel by channel, line by line) into images (height, width, channels).
 */
export interface ImageLayerDocument {
  kind: 'image';
  channels: number;
  height: number;
  width: number;
}
/**
 * activation(kernel * image + bias), a cross-correlation, as in all deep-learning libraries.
 */
export interface Conv2DLayerDocument {
  kind: 'conv2d';
  /**
   * Height and width of the kernel, input channels, output channels.
   *
   * @minItems 4
   * @maxItems 4
   */
  shape: number[];
  /**
   * The kernel's entries in that order, the output channel changing fastest.
   */
  weight: number[];
  bias: number[];
  stride: number;
  /**
   * valid: windows inside the image only. same: zeros around it, ceil(size / stride) windows, the odd line or place at the far end.
   */
  padding: 'valid' | 'same';
  activation: ActivationSpec3;
}
/**
 * Like conv2d, with one kernel for every channel by itself.
 */
export interface DepthwiseConv2DLayerDocument {
  kind: 'depthwise-conv2d';
  /**
   * Height and width of the kernels, channels.
   *
   * @minItems 3
   * @maxItems 3
   */
  shape: number[];
  /**
   * The kernels' entries in that order, the channel changing fastest.
   */
  weight: number[];
  bias: number[];
  stride: number;
  /**
   * valid: windows inside the image only. same: zeros around it, ceil(size / stride) windows, the odd line or place at the far end.
   */
  padding: 'valid' | 'same';
  activation: ActivationSpec3;
}
/**
 * The largest value of every window, channel by channel.
 */
export interface MaxPoolLayerDocument {
  kind: 'max-pool';
  size: number;
  stride: number;
  /**
   * Also a last window that reaches beyond the edge; only what lies inside counts.
   */
  ceil: boolean;
}
/**
 * The mean of every window, channel by channel.
 */
export interface AveragePoolLayerDocument {
  kind: 'average-pool';
  size: number;
  stride: number;
  /**
   * Also a last window that reaches beyond the edge; only what lies inside counts.
   */
  ceil: boolean;
}
/**
 * The mean of every channel.
 */
export interface GlobalAveragePoolLayerDocument {
  kind: 'global-average-pool';
}
/**
 * activation(scale (x - mean) / sqrt(variance + epsilon) + shift), channel by channel.
 */
export interface BatchNormLayerDocument {
  kind: 'batch-norm';
  scale: number[];
  shift: number[];
  mean: number[];
  variance: number[];
  epsilon: number;
  activation: ActivationSpec3;
}
/**
 * x + layers(x).
 */
export interface ResidualLayerDocument {
  kind: 'residual';
  /**
   * @minItems 1
   */
  layers: LayerDocument[];
}
export interface Metrics {
  train: PartMetrics;
  test?: PartMetrics;
}
export interface PartMetrics {
  rows: number;
  /**
   * Scaled loss on clean rows, without the regularizer.
   */
  loss: number;
  accuracy?: number;
  rmse?: number;
  /**
   * Certified upper bound on the scaled loss over the threat.
   */
  worstCaseLoss?: number;
  /**
   * Where worstCaseLoss comes from: exact (no neuron changes its activity in any box), relaxation (linear bounds on each activation) or intervals (bounds on each neuron by itself, which are far too high for deep networks).
   */
  worstCaseBy?: 'exact' | 'relaxation' | 'intervals';
  /**
   * Share of rows proven right everywhere in their box.
   */
  certifiedAccuracy?: number;
  robustAccuracy?: RobustAccuracy;
  certification?: Certification;
  /**
   * By the attack's label; without those that were interrupted.
   */
  attacks: {
    [k: string]: AttackMetrics;
  };
  attacked?: Attacked;
}
/**
 * The share of rows that are right everywhere in their box lies between these: proven rows, and all but those with a counterexample.
 */
export interface RobustAccuracy {
  lower: number;
  upper: number;
}
/**
 * What became of each row: robust (proven), vulnerable (a counterexample was found and evaluated), undecided (limits or rounding came first).
 */
export interface Certification {
  robust: number;
  vulnerable: number;
  undecided: number;
  limits: LimitsUsed;
  nodes: number;
  seconds: number;
  /**
   * Rows by the test that decided them or came last.
   */
  by: {
    [k: string]: number;
  };
}
export interface LimitsUsed {
  nodes: number;
  seconds: number;
}
export interface AttackMetrics {
  accuracy?: number;
  loss: number;
  seconds: number;
  /**
   * False where the attack has a budget of its own, so that certificates say nothing about it.
   */
  inThreat: boolean;
  /**
   * Rows attacked, where not all.
   */
  rows?: number;
  distortion?: Distortion;
  targeted?: Targeted;
}
/**
 * Means over the attacked rows (with `targets`: over the attacks that succeeded) of the size of the change.
 */
export interface Distortion {
  /**
   * Pixels changed; without images, columns.
   */
  l0: number;
  l1: number;
  l2: number;
  linf: number;
}
export interface Targeted {
  /**
   * Pairs of a row and a target class.
   */
  attempts: number;
  successes: number;
  secondsEach: number;
}
/**
 * Under the strongest of the attacks inside the threat, row by row (clean rows among them). Absent where an attack was interrupted.
 */
export interface Attacked {
  accuracy?: number;
  loss: number;
}
export interface Sparsity {
  neurons: number;
  zeroWeights: number;
  weights: number;
}
export interface HistoryPoint {
  iteration: number;
  seconds: number;
  objective?: number;
  lower?: number;
  upper?: number;
  residuals?: {
    [k: string]: number;
  };
}
export interface Provenance {
  relucent: string;
  node: string;
  tensorBackend?: string;
  seed: number;
  specSha256: string;
  dataSha256: string;
  data?: DataSummary;
  /**
   * Every trainer's answer when the solver was chosen automatically.
   */
  routing?: {
    chosen: string;
    why: string;
    answers: {
      name: string;
      supported: boolean;
      reason: string;
    }[];
  };
  regularizer?: RegularizerUsed;
}
export interface DataSummary {
  train: number;
  test: number;
  columns: string[];
  /**
   * True where a column of ones was appended: the last one.
   */
  ones?: boolean;
  /**
   * How labels were mapped, in the order of the mapped values.
   */
  classes?: {
    label: string;
    value: number;
  }[];
  /**
   * Text columns and the number each text became.
   */
  categories?: {
    [k: string]: string[];
  };
  /**
   * Prepared value = (value - offset) / divisor, per column.
   */
  scaling?: {
    offset: number[];
    divisor: number[];
  };
}
/**
 * The penalty of the weights, where it has a name of its own.
 */
export interface RegularizerUsed {
  name: string;
  /**
   * Where it is from: built-in, registered as an expression, run in a sandbox, a file, or code.
   */
  source: 'built-in' | 'expression' | 'sandbox' | 'file' | 'code';
  /**
   * SHA-256 of its definition or its file; of a built-in one the version of Relucent.
   */
  version: string;
  formula?: string;
  reference?: string;
  check?: RegularizerCheck;
}
/**
 * What a regularizer was tested for when it was registered. A test, not a proof.
 */
export interface RegularizerCheck {
  note: string;
  rows: {
    name: string;
    claim: string;
    verdict: 'passed' | 'skipped';
    /**
     * Inputs it was tried at.
     */
    trials?: number;
    /**
     * Why it was skipped.
     */
    why?: string;
  }[];
}
/**
 * What a comparison, or a spec with a path of regularizer weights, gave. `comparison` or `spec` is what was run, defaults filled in; it is left out where it is long.
 */
export interface ComparisonResult {
  relucent: 1;
  name?: string;
  comparison?: Comparison;
  spec?: Spec;
  /**
   * The least good status of the runs.
   */
  status: 'solved' | 'inaccurate' | 'limit' | 'infeasible' | 'diverged' | 'cancelled' | 'failed';
  reason: string;
  /**
   * One result per solver, repeat and, on a path, weight, in the order they were run; each names its own.
   */
  runs: Result[];
  /**
   * Mean, standard deviation, least and greatest over the repeats of each solver; on a path, at each weight, the largest first.
   */
  summary: SolverSummary[];
  /**
   * Sorted by value. On a path: one ladder for each weight, the largest weight first, because objectives at different weights say nothing about each other.
   */
  ladder: Rung[];
  timing: {
    [k: string]: number;
  };
  provenance: Provenance;
}
export interface SolverSummary {
  label: string;
  weight?: number;
  repeats: number;
  values: {
    [k: string]: Spread;
  };
}
export interface Spread {
  mean: number;
  sd: number;
  min: number;
  max: number;
}
export interface Rung {
  label: string;
  /**
   * On a path: the weight whose ladder this rung belongs to.
   */
  weight?: number;
  kind: 'lower' | 'upper' | 'reached';
  /**
   * Over repeats: the best run's; with a threat, reached values are certified worst cases.
   */
  value: number;
  scope: 'global' | 'sampled-patterns' | 'none';
  solver: string;
  seconds: number;
  repeats?: Spread;
  /**
   * With a threat: the same network's objective under attack, a lower bound on its worst case.
   */
  attacked?: number;
}
/**
 * State of a job as GET /v1/jobs/{id} gives it.
 */
export interface JobDocument {
  id: string;
  kind: 'spec' | 'comparison';
  name?: string;
  status: 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled';
  createdAt: string;
  startedAt?: string;
  finishedAt?: string;
  progress: JobProgress;
  problem?: ProblemDocument;
  links: {
    [k: string]: string;
  };
}
export interface JobProgress {
  phase?: string;
  iteration?: number;
  objective?: number;
  lower?: number;
  upper?: number;
  fraction?: number;
  /**
   * When it was said, ISO 8601, UTC.
   */
  at?: string;
}
/**
 * RFC 9457 problem details.
 */
export interface ProblemDocument {
  type: string;
  title: string;
  status: number;
  detail: string;
  errors?: FieldError[];
  /**
   * Why a plugin is refused.
   */
  code?: string;
  /**
   * An input at which a plugin is wrong, what it returned and, where there is one, a better point.
   */
  counterexample?: {
    [k: string]: unknown;
  };
}
export interface FieldError {
  /**
   * RFC 6901 JSON pointer of the field.
   */
  pointer: string;
  message: string;
  allowed?: (string | number | boolean | null)[];
}
/**
 * An uploaded dataset, as GET /v1/datasets/{id} gives it.
 */
export interface DatasetDocument {
  /**
   * The format and the start of the SHA-256 of the bytes.
   */
  id: string;
  name?: string;
  format: 'csv' | 'npy' | 'npz' | 'idx' | 'safetensors';
  bytes: number;
  sha256: string;
  createdAt: string;
  /**
   * Of csv.
   */
  rows?: number;
  /**
   * Of csv: names of the columns, or their numbers.
   */
  columns?: string[];
  /**
   * Of the other formats, by name where the format has names.
   */
  arrays?: {
    name?: string;
    shape: number[];
  }[];
  links: {
    [k: string]: string;
  };
}
/**
 * How a service or worker runs. A field `concurrency` is set by the option --concurrency, else by the environment variable RELUCENT_CONCURRENCY, else by config.json in the data directory, else by its default; `host` and `port` have the variables HOST and PORT.
 */
export interface ServiceConfig {
  /**
   * Address to listen on. One that other machines can reach needs an API key, or `allowPublic`.
   */
  host: string;
  /**
   * 0 picks a free one.
   */
  port: number;
  /**
   * Folder of the database, of uploaded datasets and of running jobs.
   */
  dataDir: string;
  /**
   * Files of regularizers, modules (.mjs) or definitions (.json), each checked when the service starts. In config.json relative to the data directory. Modules run in the service's processes: they are as trusted as it is. Workers on other machines need the same files.
   */
  plugins: string[];
  /**
   * A PostgreSQL database (14 or later) in place of the one in the data directory: postgres://user:password@host/database.
   */
  databaseUrl?: string;
  /**
   * Runs at a time in this process's charge, each in a process of its own. 0: it only serves, and workers run the jobs. Default: one fewer than there are processors.
   */
  concurrency?: number;
  /**
   * A worker that is asked to end waits so long for what it is running; then that is put back for others.
   */
  drainSeconds: number;
  /**
   * Jobs are removed so many days after they have ended. Default: never.
   */
  retentionDays?: number;
  /**
   * While so many jobs wait, no more are accepted.
   */
  queuedJobs: number;
  /**
   * Requests that one address may make.
   */
  requestsPerMinute: number;
  /**
   * How long POST /v1/solve and POST /v1/check may take.
   */
  solveSeconds: number;
  /**
   * Size of one uploaded dataset.
   */
  uploadMb: number;
  /**
   * Size of all uploaded datasets together.
   */
  storageMb: number;
  /**
   * Listen on a public address without API keys: the network itself keeps strangers out.
   */
  allowPublic: boolean;
  /**
   * Ask for an API key on a loopback address too, as behind a proxy.
   */
  requireKey: boolean;
  /**
   * How many proxies in front are trusted to name the client's address (X-Forwarded-For).
   */
  trustProxy: number;
  /**
   * Signs webhooks; without one they are refused.
   */
  webhookSecret?: string;
  /**
   * Webhooks may go to private and loopback addresses.
   */
  webhookAllowPrivate: boolean;
  /**
   * text for people, json for programs: one object a line.
   */
  logFormat: 'text' | 'json';
  /**
   * The least important that is logged; info has every request and every job.
   */
  logLevel: 'info' | 'warn' | 'error';
}
export interface ConvexOptions {
  /**
   * Where the activation patterns come from. Default: sampled, as many distinct ones as half the model's width (two neurons a pattern).
   */
  patterns?: SampledPatterns | PerturbedPatterns | EnumeratedPatterns | PricedPatterns | ExplicitPatterns;
  /**
   * With a threat. stable: every neuron keeps its activity on every training box (eq. 11 of Bai et al.). soft: neurons may change activity and pay for it; never worse than stable on the same patterns. soft-mm: soft, then slopes and neurons improved in turn. Default: soft; with explicit patterns: stable.
   */
  robust?: 'stable' | 'soft' | 'soft-mm';
  /**
   * With several outputs. one-vs-rest: every output has neurons of its own, trained one by one on the same patterns, each to a certified gap. shared: neurons may feed all outputs (standard training, l2 norm), which can only lower the objective; its bound, on all such networks, is looser.
   */
  outputs: 'one-vs-rest' | 'shared';
  start?: StartNetwork;
  /**
   * auto, interior (our own, for large programs), splitting (our own, for standard programs), or a conic solver plugin's name.
   */
  backend: string;
  /**
   * Certified gap that counts as solved, relative to 1 + |objective|.
   */
  tolerance: number;
}
/**
 * Algorithm 2 of Bai et al. as published: each Gaussian direction a gives the pattern [X a >= 0] and those of random vertices of the rows' boxes, until so many distinct patterns are held (or after 50 distinct / perturbations directions). The all-active pattern is not added.
 */
export interface PerturbedPatterns {
  method: 'perturbed';
  distinct: number;
  /**
   * Patterns per direction, the clean one included.
   */
  perturbations: number;
}
/**
 * All patterns of the data, up to 100000: n rows of rank r have at most 2 sum_{j<r} C(n-1, j). Without a threat the optimum is the training problem's own and the lower bound global; columns are generated from all patterns, so that few of them enter the program. With a threat the program holds every pattern that admits a stable neuron, and the lower bound is that of standard training on rows moved inside their boxes.
 */
export interface EnumeratedPatterns {
  method: 'enumerate';
}
/**
 * Column generation: starts with few sampled patterns and adds columns that the multipliers say would lower the objective. Without a threat the columns are patterns, until a global lower bound closes the gap. The bound needs a proof over all patterns: by enumeration up to 100000 of them, else by branch and bound, where it succeeds; without it the search ends when local ascents find nothing more, and the bound holds for the patterns in the program only. With a threat (soft and soft-mm) the columns are neurons with any slopes between 0 and 1; the search ends when local ascents find none that the dual forbids, which is no proof: the bound holds for the slopes in the program only.
 */
export interface PricedPatterns {
  method: 'priced';
  /**
   * Distinct sampled patterns to start with.
   */
  start: number;
  /**
   * Gap that ends the search, relative to the objective: to the global lower bound; with a threat to the program's bound scaled back by the most that the ascents found.
   */
  gap: number;
}
/**
 * Given patterns: character k of a pattern is 1 where its neurons are active on training row k.
 */
export interface ExplicitPatterns {
  method: 'explicit';
  /**
   * @minItems 1
   */
  patterns: string[];
}
export interface GradientCommon {
  /**
   * Passes over the training rows.
   */
  epochs: number;
  /**
   * Rows of a mini-batch, or full.
   */
  batch: 'full' | number;
  schedule: ScheduleSpec;
  /**
   * Full batch only: stop when the largest entry of the gradient (with proximal steps: of the gradient mapping) is this small.
   */
  tolerance: number;
  /**
   * Stop when so many epochs have brought nothing better: no lower training objective, or with `validation` no lower loss of the rows held out. Absent: never.
   */
  patience?: number;
  /**
   * Share of the training rows that are held out of training; the network returned is the one with the lowest loss on them. Absent: none, and the network with the lowest training objective is returned.
   */
  validation?: number;
  /**
   * gradient: the regularizer's (sub)gradient is part of every step's. proximal (sgd and momentum only): its proximal operator is applied after every step, which makes entries or groups exactly zero. Default: gradient where the regularizer has one, else proximal.
   */
  regularization?: 'gradient' | 'proximal';
}
/**
 * The learning rate throughout.
 */
export interface ConstantSchedule {
  type: 'constant';
}
/**
 * Half a cosine wave from the learning rate down to zero.
 */
export interface CosineSchedule {
  type: 'cosine';
}
/**
 * The learning rate times factor^floor(epoch / every).
 */
export interface StepSchedule {
  type: 'step';
  /**
   * Epochs between two drops.
   */
  every: number;
  factor: number;
}
/**
 * The learning rate times factor^epoch.
 */
export interface MultiplicativeSchedule {
  type: 'multiplicative';
  factor: number;
}
/**
 * How far an attack may move a row. Nothing given: anywhere in the box of the threat, and only such attacks are set against certificates.
 */
export interface AttackBudget {
  /**
   * How the result names this attack; by default its name.
   */
  label?: string;
  /**
   * Norm of an own `radius`: linf (every column) or l2 (the row). An `snr` is always l2.
   */
  norm: 'linf' | 'l2';
  /**
   * An own radius, in place of the threat.
   */
  radius?: number;
  /**
   * Signal-to-noise ratio in dB, in place of the threat: the l2 radius of row x is ||x|| 10^(-snr / 20).
   */
  snr?: number;
  /**
   * Attacked entries are also kept in this range.
   *
   * @minItems 2
   * @maxItems 2
   */
  clip?: number[];
}
/**
 * Targeted attacks that change few pixels: for every row and target class the smallest number of pixels that reaches the target, found by bisection.
 */
export interface SparseAttack {
  /**
   * How the result names this attack; by default its name.
   */
  label?: string;
  /**
   * Rows that are attacked, spread evenly over the part; the others are left out of its figures.
   */
  rows: number;
  /**
   * Target classes per row, drawn among the wrong ones; all: every wrong class.
   */
  targets: 'all' | number;
  steps: number;
  /**
   * l1 length of a step, in units of the range of the data.
   */
  stepSize: number;
  /**
   * Random starts that are tried before a number of pixels counts as too small.
   */
  restarts: number;
  /**
   * Range of attacked entries. Default: from the smallest to the largest entry of the part.
   *
   * @minItems 2
   * @maxItems 2
   */
  clip?: number[];
}
/**
 * What the methods for the model `patches` have in common.
 */
export interface FilterOptions {
  /**
   * sampled: the loss of the training rows. population: its expectation, in closed form, for the generator `patches-teacher` with as many patches as the model, its rows left as they are.
   */
  loss: 'sampled' | 'population';
  /**
   * Step size of the gradient step. Default: 1 over the curvature of what it descends on.
   */
  eta?: number;
  iterations: number;
  /**
   * Converged: a step moves the filter by at most this, in Euclidean length.
   */
  tolerance: number;
}
export interface DlamOptions {
  /**
   * Sweeps over all layers at most.
   */
  sweeps: number;
  /**
   * Weight of the squared linear residuals, in units of the loss scale: F has (scale rho / 2) ||z - W a - b||^2 beside the loss.
   */
  rho: number;
  /**
   * Half width of the band |a - h(z)| <= epsilon. Much wider than the activations: F falls and the network learns nothing. Much narrower: it moves by as little in a sweep.
   */
  epsilon: number;
  /**
   * The hidden z at first. random: N(0, 1). label: what the layers below give, plus a fixed N(0, 1) vector of the row's targets. forward: what the layers below give, which freezes the hidden weights.
   */
  start: 'random' | 'label' | 'forward';
  /**
   * First curvature that backtracking tries for weights, times rho.
   */
  nu: number;
  /**
   * Its growth.
   */
  gamma: number;
  /**
   * First curvature that backtracking tries for activations, times rho.
   */
  mu: number;
  /**
   * Its growth.
   */
  eta: number;
  /**
   * Backtracking starts from the curvature of the last sweep over its growth.
   */
  warm: boolean;
  /**
   * Stop when F falls by no more than this share of itself in a sweep. 0: never.
   */
  tolerance: number;
}
export interface AdmmOptions {
  /**
   * Sweeps over all layers.
   */
  sweeps: number;
  /**
   * Weight of ||z - W a||^2, in units of the loss scale.
   */
  beta: number;
  /**
   * Weight of ||a - h(z)||^2, in units of the loss scale.
   */
  gamma: number;
  /**
   * Whether the outputs have a Lagrange multiplier; else it stays 0.
   */
  multiplier: boolean;
  /**
   * Sweeps before the multiplier starts to move.
   */
  warmup: number;
}
/**
 * Penalties are in units of c, the weight of c sum_k |f(x_k) - y_k|^2 in the objective: half the loss scale, 1 / (2 rows) for the mean.
 */
export interface IalamOptions {
  /**
   * Updates of the multipliers at most.
   */
  iterations: number;
  /**
   * Sweeps over weights and auxiliary variables before each update of the multipliers.
   */
  inner: number;
  /**
   * Standard deviation of the first weights: fan-in: 1 / sqrt(inputs of the layer). slides: 1 / rows, as the authors print it, which leaves networks of three and more layers constant.
   */
  init: 'fan-in' | 'slides';
  /**
   * First penalty of the layers' equations, in units of c: a small one leaves more columns of zeros, a large one follows the start.
   */
  rho: number;
  /**
   * Penalty of auxiliary outputs above their activation, in units of c. At 1 they stay there.
   */
  beta: number;
  /**
   * Weight of the squares of the auxiliary outputs, in units of c.
   */
  lambdaV: number;
  /**
   * Least curvature of the proximal term of the auxiliary variables, in units of rho.
   */
  tau: number;
  /**
   * The penalty stays while the equations' residual is at most this share of the largest of the last `memory`.
   */
  decrease: number;
  /**
   * Residuals that are remembered; the penalty stays for so many iterations at first.
   */
  memory: number;
  /**
   * Otherwise the penalty is divided by this.
   */
  shrinkage: number;
  /**
   * It is then at least the norm of all multipliers to the power of 1 + this.
   */
  power: number;
  /**
   * The run ends when the penalty is more than so many times the first one.
   */
  growthLimit: number;
  /**
   * The group lasso of each layer is solved to this stationarity, relative to its data.
   */
  weightTolerance: number;
  /**
   * Proximal gradient steps of each layer's group lasso at most.
   */
  weightIterations: number;
}
/**
 * A regularizer as data. Either `value`: a penalty that is the sum over the entries x of the weights of an expression in x and the parameters. Or `module`: JavaScript that runs in a sandbox, where the operator of the service allows it.
 */
export interface RegularizerDefinition1 {
  /**
   * What specs call it.
   */
  name: string;
  /**
   * The penalty of one entry x, at least 0: "log(1 + abs(x) / a)".
   */
  value?: string;
  /**
   * argmin over z of step * value(z) + (z - x)^2 / 2 as an expression in x, step and the parameters, or numeric: found by a search.
   */
  prox: string;
  /**
   * The derivative of the value. Default: found by the rules of differentiation.
   */
  gradient?: string;
  /**
   * JavaScript with the functions value, prox and (where there is one) gradient as exports.
   */
  module?: string;
  /**
   * Parameters by name.
   */
  params: {
    [k: string]: RegularizerParameter;
  };
  /**
   * Whether the penalty is convex whatever its parameters.
   */
  convex: boolean;
  /**
   * k where P(c x) = c^k P(x) for all c > 0, as for every norm with k = 1. Default: none.
   */
  degree?: number;
  /**
   * Where it is from.
   */
  reference?: string;
}
export interface ExtrapolationOptions {
  /**
   * mu of the first stage: the weight of the splitting penalty is 1 / (2 mu).
   */
  muMax: number;
  /**
   * mu of the last stages.
   */
  muMin: number;
  /**
   * Factor on mu from one stage to the next, until it would be below muMin.
   */
  factor: number;
  /**
   * Passes over the training rows in a stage; with the full batch its iterations.
   */
  stageEpochs: number;
  /**
   * Stages at muMin at most.
   */
  finalStages: number;
  /**
   * Converged: after a stage at muMin, the squared distance of g(p) and s (for codes its mean over the rows) is this small.
   */
  zeta: number;
  /**
   * Weight w of the extrapolation of the parameters, p + w (p - previous p). 0: none.
   */
  extrapolation: number;
  /**
   * The same for the split variable s. It counts only where splitStep is below 1.
   */
  splitExtrapolation: number;
  /**
   * Step size of s as a share of mu; 1 minimizes over s, the theory has at most 1/2.
   */
  splitStep: number;
  /**
   * Largest size of a parameter: they are clipped there.
   */
  bound: number;
  /**
   * Rows of a mini-batch, or full. A mini-batch needs a learningRate.
   */
  batch: 'full' | number;
  /**
   * Step size of the parameters. Absent: 1 / L with L by backtracking.
   */
  learningRate?: number;
  schedule: ScheduleSpec1;
  /**
   * L at the start of a stage, where there is no learningRate; it is doubled as often as a step needs it.
   */
  curvature: number;
  /**
   * Drop the extrapolation for one iteration whenever T has risen (full batch, without a learningRate).
   */
  restart: boolean;
}
