import { withTangentCuts } from '../cuts/with-tangent-cuts.js';
import { wasmInstance } from '../wasm-instance.js';
import { loadHighs } from './load.js';
import { highsSimplex } from './simplex.js';

// HiGHS has an active-set method for P as well, but it broke down on training programs of 80 rows, 10 columns and 8
// patterns, and where it ended it took three times as long as tangents of the quadratic.
export default withTangentCuts(highsSimplex(wasmInstance(loadHighs)), { quadratic: 'tangents' });
