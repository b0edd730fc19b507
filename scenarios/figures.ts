import { METRIC_COUNT } from './metrics.ts';
import type { RunSpec } from './run-range.ts';
import type { Task, TaskResult } from './runner.ts';

/** How many figures a task comes to. */
export function figureCount(task: Task, { plan: { months } }: Pick<RunSpec, 'plan'>): number {
  if (task.kind === 'coalitions') return task.masks.length * task.paths.length;
  return (task.to - task.from) * (task.kind === 'range' ? METRIC_COUNT + months : 3 * months);
}

/**
 * What a task came to as figures one after the other: metric by metric and then the monthly
 * differences; net, fee and days; or coalition by coalition.
 */
export function figuresOf(result: TaskResult): Float64Array {
  if (result.kind === 'coalitions') return result.values;
  if (result.kind === 'months') {
    const { net, fee, daysGross } = result.months;
    return joined([net, fee, daysGross]);
  }
  const { metrics, stride, place, from, to, monthlyDelta } = result.range;
  const columns = Array.from({ length: METRIC_COUNT }, (_, metric) => {
    const at = metric * stride + place;
    return metrics.subarray(at, at + to - from);
  });
  return joined([...columns, monthlyDelta]);
}

/** The other way round: what a task came to, from as many figures as `figureCount` says. */
export function resultOf(task: Task, figures: Float64Array): TaskResult {
  if (task.kind === 'coalitions') return { kind: 'coalitions', values: figures };
  const { from, to } = task;
  if (task.kind === 'months') {
    const third = figures.length / 3;
    const part = (at: number): Float64Array => figures.subarray(at * third, (at + 1) * third);
    return { kind: 'months', months: { net: part(0), fee: part(1), daysGross: part(2) } };
  }
  const paths = to - from;
  const monthlyDelta = figures.subarray(METRIC_COUNT * paths);
  const metrics = figures.subarray(0, METRIC_COUNT * paths);
  return {
    kind: 'range',
    range: { from, to, metrics, stride: paths, place: 0, monthlyDelta },
  };
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
