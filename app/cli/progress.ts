import type { Context } from './context.ts';

/**
 * Says how far something long is and how long it will take, from the work that was done since the
 * first word of it; the first word itself says no time. `of` may grow while more work is found.
 */
export function progressOf(
  doing: string,
  { io, progress }: Pick<Context, 'io' | 'progress'>,
): (done: number, of: number) => void {
  let first: { readonly at: number; readonly done: number } | undefined;
  return (done, of) => {
    const at = Date.parse(io.now());
    first ??= { at, done };
    const percent = Math.floor((100 * done) / Math.max(1, of));
    const left = leftMs(first, { at, done }, of);
    progress(`${doing}: ${percent} %${left === null ? '' : `, ${leftText(left)} left`}`);
  };
}

interface Point {
  readonly at: number;
  readonly done: number;
}

/** Milliseconds that the rest takes if it goes on as it went; null where nothing tells. */
function leftMs(first: Point, now: Point, of: number): number | null {
  const [took, did] = [now.at - first.at, now.done - first.done];
  return took <= 0 || did <= 0 || now.done >= of ? null : (took * (of - now.done)) / did;
}

/** "8 s", "2 min 10 s", "1 h 5 min": an estimate, so never finer than it can be. */
export function leftText(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  if (seconds < 60) return `about ${seconds} s`;
  const tens = Math.ceil(seconds / 10) * 10;
  if (tens < 3600) return `about ${Math.floor(tens / 60)} min ${tens % 60} s`;
  const minutes = Math.ceil(seconds / 60);
  return `about ${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
