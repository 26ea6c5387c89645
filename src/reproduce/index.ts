import { inputError } from '../core/errors.js';
import { didYouMean } from '../core/suggest.js';
import { convexFigure1 } from './convex-fig1.js';
import { convexFigure2 } from './convex-fig2.js';
import { convexFigure3 } from './convex-fig3.js';
import { convexTable1 } from './convex-table1.js';
import { dlamFashion } from './dlam-fashion.js';
import { dlamMnist } from './dlam-mnist.js';
import type { Experiment } from './experiment.js';
import { extrapolationAutoencoder } from './extrapolation-autoencoder.js';
import { extrapolationWeight } from './extrapolation-weight.js';
import { ialamMnist } from './ialam-mnist.js';
import { ialamProfile } from './ialam-profile.js';
import { ialamSynthetic } from './ialam-synthetic.js';
import { robustCnn } from './robust-cnn.js';
import { robustMobilenet } from './robust-mobilenet.js';
import { robustSoft } from './robust-soft.js';
import { rvsmFigures } from './rvsm-figures.js';
import { rvsmTables } from './rvsm-tables.js';

/** The papers' experiments that can be run here. */
export const experiments: readonly Experiment[] = [
  convexFigure1,
  convexFigure2,
  convexFigure3,
  convexTable1,
  robustSoft,
  rvsmTables,
  rvsmFigures,
  dlamMnist,
  dlamFashion,
  extrapolationAutoencoder,
  extrapolationWeight,
  robustCnn,
  robustMobilenet,
  ialamSynthetic,
  ialamMnist,
  ialamProfile,
];

/** Throws InputError, with the nearest known name. */
export function experimentNamed(name: string): Experiment {
  const found = experiments.find((experiment) => experiment.name === name);
  if (found) return found;
  const names = experiments.map((experiment) => experiment.name);
  throw inputError('/name', `no experiment "${name}"${didYouMean(name, names)}`, names);
}
