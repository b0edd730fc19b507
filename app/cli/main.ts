import { FeeworthError } from '../../src/error.ts';
import { paintFor } from './colours.ts';
import { makeContext } from './context.ts';
import { processIo } from './io.ts';
import type { Io } from './io.ts';
import { asFeeworthError, errorJson, errorText, exitCodeOf } from './print-error.ts';
import { printReport } from './print.ts';
import { globalsOf, understand } from './program.ts';
import { mustHeedCut, mustHeedScope } from './scopes.ts';
import { usageError } from './usage-error.ts';
import { isQuestion, standbyWish } from '../standby/place.ts';
import { programVersion } from './version.ts';

/**
 * Runs one command line and says with which code the process should end: 0 done, 1 our fault,
 * 2 usage, 3 input, 4 integrity, 5 conflict, 6 input/output, 8 another version, 130 stopped
 * (src/error.ts). Never throws.
 */
export async function main(argv: readonly string[], io: Io = processIo()): Promise<number> {
  const isJson = argv.includes('--json');
  const wantsColour = !argv.includes('--no-color');
  try {
    return await run(argv, io, wantsColour);
  } catch (error) {
    const shown = asFeeworthError(error);
    const paint = paintFor(io.stderr, io.env, wantsColour);
    io.stderr.write(isJson ? errorJson(shown) : errorText(shown, paint));
    if ((io.env['FEEWORTH_DEBUG'] ?? '') !== '' && error instanceof Error) {
      io.stderr.write(`${error.stack ?? ''}\n`);
    }
    return exitCodeOf(shown);
  }
}

async function run(argv: readonly string[], io: Io, wantsColour: boolean): Promise<number> {
  const paint = paintFor(io.stdout, io.env, wantsColour);
  if (argv.includes('--version')) {
    io.stdout.write(`feeworth ${programVersion()}\n`);
    return 0;
  }
  const understood = parse(argv, io, wantsColour);
  if (understood.kind === 'help') {
    io.stdout.write(understood.text);
    return 0;
  }
  if (isQuestion(argv, io.env)) standbyWish(io.env);
  const globals = globalsOf(understood.options, io.env);
  if (globals.json && globals.csv) {
    throw new FeeworthError('usage/two-formats', 'usage', 'Either --json or --csv, not both', {
      hint: 'leave one of them out',
    });
  }
  mustHeedScope(understood.verb.path, globals);
  mustHeedCut(understood.verb.path, globals);
  const context = makeContext(io, globals, paint, main);
  const verb = await understood.verb.load?.();
  const result = (await verb?.run(understood.input, context)) ?? 0;
  return typeof result === 'number' ? result : printReport(result, context);
}

function parse(
  argv: readonly string[],
  io: Io,
  wantsColour: boolean,
): ReturnType<typeof understand> {
  try {
    return understand(argv, paintFor(io.stdout, io.env, wantsColour));
  } catch (error) {
    const { code, message } = error as { code?: unknown; message?: unknown };
    if (typeof code !== 'string' || typeof message !== 'string') throw error;
    throw usageError({ code, message }, argv) ?? error;
  }
}
