import { existsSync } from 'node:fs';
import { runTornado } from '../../tornado.ts';
import { tornadoReport } from '../../reports/tornado.ts';
import { listOption } from '../context.ts';
import { wholeOption } from '../options.ts';
import type { VerbModule } from '../verb.ts';
import { filePath, withView } from '../view.ts';
import { withoutBook } from '../without-book.ts';

export const run: VerbModule['run'] = async (input, context) => {
  const { globals } = context;
  const [scenario] = input.args;
  const path = filePath(globals.book);
  const options = {
    scenario,
    set: listOption(input, 'set'),
    paths: wholeOption(input, 'paths', 1_000_000),
    workers: wholeOption(input, 'workers', 256),
    onProgress: (done: number, of: number) =>
      context.progress(`Moving one at a time: ${Math.floor((100 * done) / of)} %`),
  };
  // A scenario that starts from defaults needs no book.
  if (scenario !== undefined && path !== undefined && !existsSync(path)) {
    return tornadoReport((await runTornado(options, null)).tornado, withoutBook());
  }
  return withView(globals, async (view) => {
    const { tornado, isFromBook } = await runTornado(options, view);
    return tornadoReport(tornado, isFromBook ? view.provenance : withoutBook());
  });
};
