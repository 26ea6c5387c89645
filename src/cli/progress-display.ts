import { Presets, SingleBar } from 'cli-progress';
import type { Progress } from '../plugins/trainer.js';

/** Shows how far a run has come on stderr: a bar on a terminal, elsewhere a line now and then. */
export interface ProgressDisplay {
  update(progress: Progress): void;
  stop(): void;
}

const lineEveryMs = 2000;

export function progressDisplay(stream: NodeJS.WriteStream = process.stderr): ProgressDisplay {
  return stream.isTTY ? bar(stream) : lines(stream);
}

function bar(stream: NodeJS.WriteStream): ProgressDisplay {
  const display = new SingleBar(
    { stream, format: '{bar} {percentage}% | {duration_formatted} | {text}', hideCursor: true, barsize: 28 },
    Presets.shades_classic,
  );
  let started = false;
  return {
    update(progress) {
      if (!started) display.start(100, 0, { text: '' });
      started = true;
      display.update(Math.floor(100 * Math.min(1, progress.fraction ?? 0)), { text: describe(progress) });
    },
    stop() {
      if (started) display.stop();
    },
  };
}

function lines(stream: NodeJS.WriteStream): ProgressDisplay {
  let last = performance.now();
  return {
    update(progress) {
      if (performance.now() - last < lineEveryMs) return;
      last = performance.now();
      const percent = progress.fraction === undefined ? '' : `${Math.floor(100 * progress.fraction)}% `;
      stream.write(`${percent}${describe(progress)}\n`);
    },
    stop() {},
  };
}

function describe({ phase, objective, lower, upper }: Progress): string {
  const parts = [phase, value('objective', objective), value('lower', lower), value('upper', upper)];
  return parts.filter((part) => part !== undefined).join('  ');
}

function value(name: string, number: number | undefined): string | undefined {
  return number === undefined ? undefined : `${name} ${number.toPrecision(5)}`;
}
