import type { LimitsSpec } from '../core/generated/documents.js';
import type { StopReason } from '../core/stop.js';

const memoryCheckMs = 200;

/** A signal that is aborted, with its reason, when the outer one is or a limit is passed. */
export interface Guard {
  readonly signal: AbortSignal;
  release(): void;
}

/** Watches wall-clock time and the memory of this process (WebAssembly and threads included). */
export function guard({ seconds, memoryMb }: LimitsSpec, outer: AbortSignal): Guard {
  const controller = new AbortController();
  const stop = (reason: StopReason) => controller.abort(reason);
  const onOuter = () => controller.abort(outer.reason);
  if (outer.aborted) onOuter();
  outer.addEventListener('abort', onOuter);

  const deadline = setTimeout(
    () => stop({ status: 'limit', message: `the time limit of ${seconds} s was reached` }),
    Math.min(seconds * 1000, 2 ** 31 - 1),
  );
  const checkMemory = () => {
    const used = process.memoryUsage.rss() / 2 ** 20;
    if (used <= memoryMb) return;
    stop({
      status: 'limit',
      message: `the process held ${Math.ceil(used)} MB, more than the limit of ${memoryMb} MB`,
    });
  };
  checkMemory();
  const memory = setInterval(checkMemory, memoryCheckMs);
  return {
    signal: controller.signal,
    release() {
      clearTimeout(deadline);
      clearInterval(memory);
      outer.removeEventListener('abort', onOuter);
    },
  };
}
