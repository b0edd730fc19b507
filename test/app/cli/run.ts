import { main } from '../../../app/cli/main.ts';
import type { Io } from '../../../app/cli/io.ts';

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface Setting {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly isTty?: boolean;
  readonly now?: string;
  /** Told what to call to stop the command, and everything it says on standard error. */
  readonly onStop?: (stop: () => void) => void;
  readonly onError?: (text: string) => void;
}

/** Runs a command line in this process, with streams, clock and environment of the test's own. */
export async function run(argv: readonly string[], setting: Setting = {}): Promise<Ran> {
  let out = '';
  let err = '';
  const io: Io = {
    stdout: { write: (text) => (out += text), isTTY: setting.isTty },
    stderr: {
      write: (text) => {
        err += text;
        setting.onError?.(text);
      },
      isTTY: setting.isTty,
      columns: 80,
    },
    env: { FEEWORTH_ACTOR: 'tester', ...setting.env },
    cwd: setting.cwd ?? '.',
    now: () => setting.now ?? '2025-02-03T09:00:00.000Z',
    onStop(stop) {
      setting.onStop?.(stop);
      return () => undefined;
    },
  };
  const code = await main(argv, io);
  return { code, out, err };
}
