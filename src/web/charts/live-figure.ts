import type { JobDocument } from '#relucent/core/generated/documents.js';
import type { TracePoint } from '../jobs/use-job.js';
import type { Figure, Line } from './figure.js';

const bounds = [
  { key: 'lower', label: 'lower bound' },
  { key: 'upper', label: 'upper bound' },
] as const;

/** Objective and bounds of a running job over its seconds; in a comparison one objective for every run. */
export function liveFigure(
  trace: readonly TracePoint[],
  { kind, startedAt, createdAt }: JobDocument,
): Figure {
  const begin = Math.min(Date.parse(startedAt ?? createdAt), trace[0]?.at ?? Number.POSITIVE_INFINITY);
  const curve = (key: 'objective' | 'lower' | 'upper', phase?: string) => {
    const points = trace.filter(
      ({ progress }) => progress[key] !== undefined && (phase === undefined || progress.phase === phase),
    );
    return {
      x: points.map(({ at }) => (at - begin) / 1000),
      y: points.map(({ progress }) => progress[key]!),
    };
  };
  const phases = new Set(
    trace.flatMap(({ progress }) => (progress.objective === undefined ? [] : [progress.phase])),
  );
  const objectives: Line[] =
    kind === 'comparison'
      ? [...phases].map((phase = '', k) => ({
          label: phase,
          colour: `s${k % 8}`,
          dashed: false,
          strong: true,
          ...curve('objective', phase),
        }))
      : [{ label: 'objective', colour: 's0', dashed: false, strong: true, ...curve('objective') }];
  const limits: Line[] = bounds.map(({ key, label }) => ({
    label,
    colour: key,
    dashed: true,
    strong: true,
    ...curve(key),
  }));
  return { across: 'seconds', lines: [...objectives, ...limits].filter(({ x }) => x.length > 0) };
}
