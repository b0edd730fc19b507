import { writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { existsSync } from 'node:fs';
import { makeFolder } from '../../../src/make-folder.node.ts';
import { runComparison } from '../../compare.ts';
import { shownUrl } from '../../book-place.ts';
import { recordExample } from '../../demo/record-example.ts';
import { answerReport } from '../../reports/answer.ts';
import { storyHtml } from '../../reports/html/story.ts';
import { counted } from '../../reports/words.ts';
import type { Context } from '../context.ts';
import { wholeOption } from '../options.ts';
import { progressOf } from '../progress.ts';
import type { VerbModule } from '../verb.ts';
import { withView } from '../view.ts';

/** Where the demo keeps its book and its page; git leaves it alone. */
const STATE = '.feeworth';

/** Everything in one go, by the same commands people use; a second run records nothing. */
export const run: VerbModule['run'] = async (input, context) => {
  const folder = join(context.io.cwd, STATE);
  makeFolder(folder);
  const { isBookNamed = false, book } = context.globals;
  const url = isBookNamed ? book : join(folder, 'example.db');
  const shown = isBookNamed ? quoted(shownUrl(url)) : `${STATE}/example.db`;
  await record({ url, shown, folder }, context);
  const globals = { ...context.globals, book: url };
  const workers = wholeOption(input, 'workers', 256);
  context.say(`$ feeworth compare --book ${shown}`);
  return withView(globals, async (view) => {
    const onProgress = progressOf('Comparing', context);
    const { answer } = await runComparison({ workers, onProgress }, view);
    const page = join(folder, 'report.html');
    writeFileSync(page, storyHtml(view, answer));
    context.say(`\nThe report to open: ${relative(context.io.cwd, page)}`);
    context.say('Try next:');
    for (const command of NEXT) context.say(`  ${asTyped(context)} ${command} --book ${shown}`);
    context.say('');
    return answerReport(view, answer);
  });
};

const NEXT = [
  'report fee',
  'explain fee/difference/2026-04/cedar-tx',
  'explain compare/bridge/fee',
];

/** What a person types: npm alone knows a program that is not installed for all. */
const asTyped = ({ io }: Context): string =>
  io.env['npm_command'] === undefined ? 'feeworth' : 'npx feeworth';

/** A word for a shell. */
const quoted = (text: string): string => (/^[\w./-]+$/.test(text) ? text : `'${text}'`);

interface Place {
  readonly url: string;
  /** The book as commands name it. */
  readonly shown: string;
  readonly folder: string;
}

/** Records the example group, echoing the commands: imports by month, all of them in a file. */
async function record({ url, shown, folder }: Place, context: Context): Promise<void> {
  const commands: string[] = [];
  let files = 0;
  const echoFiles = (): void => {
    if (files > 0) context.say(`$ feeworth import FILE --commit  (${counted(files, 'file')})`);
    files = 0;
  };
  const { cwd } = context.io;
  const recorded = await recordExample({
    root: exampleRoot(cwd),
    url,
    onStep({ verb, done, of }) {
      const command = verb.replaceAll(`${cwd}/`, '');
      commands.push(`${command} --book ${shown}`);
      if (command.startsWith('feeworth import ')) files += 1;
      else {
        echoFiles();
        context.say(`$ ${command}`);
      }
      context.progress(`Recording: ${Math.floor((100 * done) / of)} %`);
    },
  });
  echoFiles();
  await recorded.book.close();
  writeFileSync(join(folder, 'commands.txt'), `${commands.join('\n')}\n`);
  context.say(
    `Recorded ${counted(recorded.events, 'event')}; the book holds ${recorded.size}. ` +
      `Every command is in ${STATE}/commands.txt.`,
  );
}

/** The example's folder beside the sources, or beside the build. */
function exampleRoot(cwd: string): string {
  const places = ['../../../examples/three-sites/', '../../../../examples/three-sites/'];
  const found = places
    .map((place) => fileURLToPath(new URL(place, import.meta.url)))
    .find((place) => existsSync(place));
  const root = found ?? join(cwd, 'examples', 'three-sites');
  return root.replace(/\/$/, '');
}
