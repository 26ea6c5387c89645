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

/** The latest news, a line now and then; also when no further news come, as during one long solve. */
function lines(stream: NodeJS.WriteStream): ProgressDisplay {
  let latest: Progress | undefined;
  let shownAt = performance.now();
  const show = () => {
    if (latest === undefined || performance.now() - shownAt < lineEveryMs) return;
    const percent = latest.fraction === undefined ? '' : `${Math.floor(100 * latest.fraction)}% `;
    stream.write(`${percent}${describe(latest)}\n`);
    latest = undefined;
    shownAt = performance.now();
  };
  const timer = setInterval(show, lineEveryMs / 4);
  return {
    update(progress) {
      latest = progress;
      // A busy thread runs no timers.
      show();
    },
    stop() {
      clearInterval(timer);
    },
  };
}

function describe({ phase, objective, lower, upper }: Progress): string {
  const parts = [phase, value('objective', objective), value('lower', lower), value('upper', upper)];
  return parts.filter((part) => part !== undefined).join('  ');
}

function value(name: string, number: number | undefined): string | undefined {
  return number === undefined ? undefined : `${name} ${number.toPrecision(5)}`;
}
