// Generated from schemas/ by `npm run generate`. Do not edit.

/**
 * One problem and the solver that is to train it.
 */
export type Spec = Task & {
  solver?: SolverSpec;
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
    noise?: number;
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
    d?: number;
    centers?: number;
    noise?: number;
  };
/**
 * Two intertwined spirals in the plane.
 */
export type SpiralsData = Preparation &
  GeneratorCommon & {
    name: 'spirals';
    turns?: number;
    noise?: number;
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
    noise?: number;
  };
/**
 * Gaussian rows, labels by fair coin: the hardest data to fit.
 */
export type RandomLabelsData = Preparation &
  GeneratorCommon & {
    name: 'random-labels';
    d?: number;
  };
/**
 * Gaussian rows labelled by the sign of a random one-hidden-layer ReLU network minus its median, so that the classes balance.
 */
export type PlantedData = Preparation &
  GeneratorCommon & {
    name: 'planted';
    d?: number;
    neurons?: number;
    /**
     * Noise on the network's output, relative to its standard deviation.
     */
    noise?: number;
  };
/**
 * Points in [-1,1]^2 whose l-infinity boxes are disjoint and missed by a few random lines; labels change across the lines, so a ReLU network that is stable on every box separates the classes.
 */
export type BoxSeparableData = Preparation & {
  source: 'generator';
  name: 'box-separable';
  n?: number;
  seed?: number;
  /**
   * Half the side of the boxes.
   */
  radius?: number;
  lines?: number;
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
    d?: number;
    patches?: number;
    /**
     * Entries of the filter that differ from 0, at random places. Absent: all.
     */
    nonzeros?: number;
    noise?: number;
  };
/**
 * Gaussian rows labelled by a random leaky-ReLU network with the given widths. One output: a regression. More: the class of the largest output.
 */
export type MlpTeacherData = Preparation &
  GeneratorCommon & {
    name: 'mlp-teacher';
    d?: number;
    /**
     * @minItems 1
     * @maxItems 16
     */
    hidden?: number[];
    outputs?: number;
    /**
     * Slope of the leaky ReLU for negative inputs.
     */
    slope?: number;
    noise?: number;
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
  norm?: 'linf';
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
 * What people write and send.
 */
export interface InputDocuments {
  spec?: Spec;
  comparison?: Comparison;
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
  model?: ModelSpec;
  loss?: LossSpec;
  regularizer?: RegularizerSpec;
  threat?: ThreatSpec;
  evaluate?: EvaluateSpec;
  limits?: LimitsSpec;
  /**
   * Everything random follows from it.
   */
  seed?: number;
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
  scale?: ('none' | 'standardize' | 'minmax' | 'pixels') | number[];
  /**
   * Append a column of ones. Its threat radius is 0 unless `threat.radii` gives one radius per column.
   */
  bias?: boolean;
  /**
   * Hold out this share of the rows as a test part, chosen by the seed.
   */
  split?: {
    test: number;
    seed?: number;
  };
}
export interface GeneratorCommon {
  source?: 'generator';
  /**
   * Number of rows.
   */
  n?: number;
  seed?: number;
}
/**
 * f(x) = A max(0, U x): one hidden layer without biases, one output per target. The convex path trains this one.
 */
export interface ReluModel {
  type?: 'relu';
  /**
   * Neurons of the hidden layer.
   *
   * @minItems 1
   * @maxItems 1
   */
  hidden?: number[];
  activation?: 'relu';
  /**
   * Only false: a bias is a column of ones, `data.bias`, so that both paths regularize the same weights.
   */
  bias?: false;
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
  hidden?: number[];
  activation?: ActivationSpec;
  outputActivation?: ActivationSpec1;
  /**
   * A bias for every neuron. Biases are not regularized.
   */
  bias?: boolean;
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
  code?: number;
  activation?: ActivationSpec2;
}
/**
 * f(x) = (1/k) sum_i max(0, w . x[i]): one filter w shared by the k equally long, disjoint pieces x[i] of a row.
 */
export interface PatchesModel {
  type: 'patches';
  /**
   * Pieces k; the number of columns must be a multiple of it.
   */
  patches?: number;
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
  width?: number;
}
export interface LossSpec {
  /**
   * hinge: max(0, 1 - y f). squared: (f - y)^2 / 2. logistic: log(1 + exp(-y f)). Over several outputs these are summed. cross-entropy: -log softmax(f) at the row's class.
   */
  type?: 'hinge' | 'squared' | 'logistic' | 'cross-entropy';
  /**
   * Factor c before the sum of the losses: mean is 1/n, sum is 1, or a positive number.
   */
  scale?: ('mean' | 'sum') | number;
}
/**
 * weight/2 times the sum of the squared weights of all layers.
 */
export interface WeightDecaySpec {
  type?: 'weight-decay';
  weight?: RegularizerWeight;
}
/**
 * weight/2 times the sum over the hidden neurons of N(u)^2 + alpha^2, with a norm N of the neuron's input weights u and its output weight alpha: at its best scaling, weight times the sum of N(u) |alpha|. Trained by the convex path.
 */
export interface GroupLassoSpec {
  type: 'group-lasso';
  weight?: RegularizerWeight1;
  params?: GroupNormSpec;
}
/**
 * The Euclidean norm: weight decay.
 */
export interface L2NormSpec {
  norm?: 'l2';
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
  mix?: number;
}
/**
 * weight times the sum, over all layers and columns j of their weight matrices W (outputs, inputs), of the Euclidean norm of W[:, j]: inputs a layer does not need lose all their weights in it. Trained by the gradient methods.
 */
export interface ColumnLassoSpec {
  type: 'column-lasso';
  weight?: RegularizerWeight2;
}
/**
 * weight times the mean over the training rows of the sum of |z| over the codes z of an autoencoder: sparse codes. Trained by `extrapolation`, and by the gradient methods with a subgradient.
 */
export interface CodeL1Spec {
  type: 'code-l1';
  weight?: number;
}
/**
 * weight times the sum over the code units of an autoencoder of KL(rho || mean code over the training rows), the relative entropy of two coins. The code's activation must be `sigmoid`. Trained by the gradient methods.
 */
export interface KlSparsitySpec {
  type: 'kl-sparsity';
  weight?: number;
  params?: KlSparsityParams;
}
export interface KlSparsityParams {
  /**
   * Mean code that is wanted.
   */
  rho?: number;
}
/**
 * weight times the mean over the training rows of the sum of log(1 + z^2) over the codes z of an autoencoder. Trained by the gradient methods.
 */
export interface StudentTSpec {
  type: 'student-t';
  weight?: number;
}
/**
 * weight times the sum over all layers of the largest entry, in size, of W W' - I, W (outputs, rest) the layer's weight or, where it has more rows than columns, its transpose: filters that are nearly orthonormal. Trained by `extrapolation`.
 */
export interface GramInfNormSpec {
  type: 'gram-inf-norm';
  weight?: number;
}
/**
 * The constraint that no entry of W W' - I is larger in size than xi, in any layer; W as for gram-inf-norm. It adds nothing to the objective: how far a network misses it is in solver.details. Trained by `extrapolation`.
 */
export interface GramInfIndicatorSpec {
  type: 'gram-inf-indicator';
  /**
   * A constraint has no weight.
   */
  weight?: 1;
  params?: GramInfIndicatorParams;
}
export interface GramInfIndicatorParams {
  /**
   * The largest size that is allowed.
   */
  xi?: number;
}
/**
 * weight times the sum of P(W) over the weights W of the layers, P the penalty of that name. Trained by rvsm, ialam, dlam, extrapolation and the gradient methods, as a norm of neurons by the convex path.
 */
export interface PenaltySpec {
  /**
   * Name of a penalty.
   */
  type: string;
  weight?: RegularizerWeight3;
  /**
   * Parameters of the penalty, checked by its own schema.
   */
  params?: {
    [k: string]: unknown;
  };
  /**
   * What is penalized: the weights W of the layers; their deviation from orthonormal rows, the Gram matrices W W' - I (W'W - I of weights with more rows than columns), which the solver extrapolation trains; the codes of an autoencoder, with the mean over the training rows in place of the sum over the layers; or neurons: P is the norm N of group-lasso, of the input weights of a hidden neuron as one row, which the convex path trains with the backend splitting.
   */
  target?: 'weights' | 'gram' | 'codes' | 'neurons';
  /**
   * Adds ridge/2 times the sum of the squared weights to P.
   */
  ridge?: number;
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
  prox?: string;
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
  params?: {
    [k: string]: RegularizerParameter;
  };
  /**
   * Whether the penalty is convex whatever its parameters.
   */
  convex?: boolean;
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
  type?: 'number';
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
  certify?: boolean | CertifyLimits;
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
  seconds?: number;
  /**
   * Memory of the process that runs the job.
   */
  memoryMb?: number;
}
export interface SolverSpec {
  /**
   * auto, or a trainer plugin's name.
   */
  name?: string;
  /**
   * How the ladder names this run; by default the solver's name.
   */
  label?: string;
  /**
   * Belongs to that solver alone and is checked by its own schema.
   */
  options?: {};
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
  repeats?: number;
}
export interface SolverSpec1 {
  /**
   * auto, or a trainer plugin's name.
   */
  name?: string;
  /**
   * How the ladder names this run; by default the solver's name.
   */
  label?: string;
  /**
   * Belongs to that solver alone and is checked by its own schema.
   */
  options?: {};
}
