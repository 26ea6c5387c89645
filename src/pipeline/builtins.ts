import { attacks } from '../attacks/index.js';
import { clarabel } from '../convex/solvers/clarabel.js';
import { highs } from '../convex/solvers/highs/index.js';
import { osqp } from '../convex/solvers/osqp.js';
import { scs } from '../convex/solvers/scs.js';
import { convexTrainer } from '../convex/trainer.js';
import { nonconvexTrainers } from '../nonconvex/index.js';
import { createRegistry, type Registry } from '../plugins/registry.js';
import { builtinRegularizers } from '../plugins/regularizer.js';

/** A registry with every plugin that comes with Relucent. */
export function builtinRegistry(): Registry {
  return createRegistry([
    convexTrainer,
    ...nonconvexTrainers,
    clarabel,
    highs,
    scs,
    osqp,
    ...attacks,
    ...builtinRegularizers,
  ]);
}
