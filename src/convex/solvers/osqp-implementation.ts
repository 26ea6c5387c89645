import { withTangentCuts } from './cuts/with-tangent-cuts.js';
import osqp from './osqp/index.js';

export default withTangentCuts(osqp);
