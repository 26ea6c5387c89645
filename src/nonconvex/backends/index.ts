import { SettingError } from '../../core/errors.js';
import type { StartedBackend, TensorLibrary } from './backend.js';
import { startCpu } from './cpu/index.js';
import { startTensorflow, startTensorflowGpu } from './native.js';
import { startWasm } from './wasm/index.js';
import { startWebgpu } from './webgpu.js';

interface Backend {
  /** Makes it tfjs's active backend; undefined where what it needs is not there. */
  start(tf: TensorLibrary): Promise<StartedBackend | undefined>;
  /** Taken without being asked for where it is there. */
  readonly automatic: boolean;
  readonly needs: string;
}

/**
 * The best first. WebGPU waits to be asked for: its tensors can only be read asynchronously, and the trainers read
 * theirs between steps.
 */
const backends = {
  'tensorflow-gpu': {
    start: startTensorflowGpu,
    automatic: true,
    needs: 'the package @tensorflow/tfjs-node-gpu and a CUDA device',
  },
  tensorflow: { start: startTensorflow, automatic: true, needs: 'the package @tensorflow/tfjs-node' },
  webgpu: {
    start: startWebgpu,
    automatic: false,
    needs: 'the packages webgpu and @tensorflow/tfjs-backend-webgpu, and a GPU adapter',
  },
  wasm: { start: startWasm, automatic: true, needs: 'nothing' },
  cpu: { start: startCpu, automatic: true, needs: 'nothing' },
} as const satisfies Record<string, Backend>;

export type BackendName = keyof typeof backends;

/** The backend a value of RELUCENT_BACKEND asks for, or "auto". Throws a SettingError when there is none of that name. */
export function requestedBackend(value: string | undefined): BackendName | 'auto' {
  if (value === undefined || value === '' || value === 'auto') return 'auto';
  if (Object.hasOwn(backends, value)) return value as BackendName;
  const known = ['auto', ...Object.keys(backends)].join(', ');
  throw new SettingError(`RELUCENT_BACKEND: there is no tensor backend "${value}"; use one of ${known}`);
}

/**
 * Starts the requested backend, or for "auto" the first that is there. Throws a SettingError when the requested one is not:
 * another one is never taken in its place.
 */
export async function startBackend(
  tf: TensorLibrary,
  request: BackendName | 'auto',
): Promise<StartedBackend & { readonly name: BackendName }> {
  for (const [name, backend] of Object.entries(backends) as [BackendName, Backend][]) {
    if (request === 'auto' ? !backend.automatic : name !== request) continue;
    const started = await backend.start(tf);
    if (started) return { name, ...started };
    if (name === request)
      throw new SettingError(
        `RELUCENT_BACKEND: the tensor backend "${name}" needs ${backend.needs}, not found here`,
      );
  }
  throw new Error('no tensor backend starts here');
}
