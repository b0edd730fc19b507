import { Command, CommanderError, Option } from 'commander';
import { invariant } from '../../src/error.ts';
import { DEFAULT_BOOK } from '../file-path.ts';
import type { Paint } from './colours.ts';
import type { Globals, Input } from './context.ts';
import { VERBS } from './verbs.ts';
import type { Verb } from './verb.ts';

/** What was typed, understood: a verb with its input, or a text to print (help). */
export type Understood =
  | {
      readonly kind: 'verb';
      readonly verb: Verb;
      readonly input: Input;
      readonly options: Readonly<Record<string, unknown>>;
    }
  | { readonly kind: 'help'; readonly text: string };

const NAME = 'feeworth';

/**
 * Reads a command line: commander as a thin shell that never ends the process. Throws commander's
 * own error for what cannot be understood; `usageError` words it.
 */
export function understand(argv: readonly string[], paint: Paint): Understood {
  let found: Understood | undefined;
  let printed = '';
  const program = makeProgram(paint, verbsFor(argv), (verb, input, options) => {
    found = { kind: 'verb', verb, input, options };
  });
  forEachCommand(program, (command) => {
    command.exitOverride();
    command.configureOutput({
      writeOut: (text) => (printed += text),
      writeErr: (text) => (printed += text),
      getOutHasColors: () => false,
    });
  });
  if (argv.length === 0) return { kind: 'help', text: program.helpInformation() };
  try {
    program.parse(argv, { from: 'user' });
  } catch (error) {
    // A group of commands alone ("feeworth report") prints what it holds.
    const isHelp = error instanceof CommanderError && error.code.startsWith('commander.help');
    if (isHelp) return { kind: 'help', text: printed };
    throw error;
  }
  invariant(found, 'commander calls a verb or throws');
  return found;
}

/** The commands of the first word alone, where it is one; starting quickly is part of the look. */
function verbsFor([first = '']: readonly string[]): readonly Verb[] {
  const own = VERBS.filter((verb) => verb.path === first || verb.path.startsWith(`${first} `));
  return own.length > 0 ? own : VERBS;
}

type Call = (verb: Verb, input: Input, options: Readonly<Record<string, unknown>>) => void;

function makeProgram(paint: Paint, verbs: readonly Verb[], call: Call): Command {
  const program: Command = new Command(NAME)
    .description('Is the management fee worth it? Replay the books and see.')
    .configureHelp({
      showGlobalOptions: true,
      visibleGlobalOptions: (command) => (command === program ? [] : [...program.options]),
      styleTitle: (text) => paint.bold(text),
    })
    .showSuggestionAfterError(true);
  for (const option of globalOptions()) program.addOption(option);
  program.addHelpText(
    'after',
    `\nStart here:\n  $ ${NAME} demo\n  $ ${NAME} init group.yaml\n  $ ${NAME} report fee --json`,
  );
  const commands = new Map<string, Command>([['', program]]);
  for (const verb of verbs) addVerb(commands, verb, call);
  return program;
}

function globalOptions(): Option[] {
  return [
    new Option('--book <url>', 'the book (default: $FEEWORTH_BOOK or ./feeworth.db)'),
    new Option('--as-of <date>', 'count what is effective up to this day'),
    new Option(
      '--known-at <when>',
      'count what was recorded before this sequence, or by this instant, or by the end of this day (UTC)',
    ),
    new Option('--site <id>', 'one site, where the command can be about one'),
    new Option('--entity <id>', 'one practice or MSO, where the command can be about one'),
    new Option('--actor <who>', 'who does it (default: $FEEWORTH_ACTOR or the login)'),
    new Option('--json', 'print {schema, ok, data, meta}; errors as JSON on standard error'),
    new Option('--csv', 'print the main table as CSV'),
    new Option('--no-color', 'no colour (NO_COLOR and FORCE_COLOR are heeded too)'),
    new Option('--version', 'print the version'),
  ];
}

function addVerb(commands: Map<string, Command>, verb: Verb, call: Call): void {
  const cut = verb.path.lastIndexOf(' ');
  const parent = commands.get(cut < 0 ? '' : verb.path.slice(0, cut));
  const command = new Command(verb.path.slice(cut + 1)).summary(verb.summary);
  command.description(verb.summary).copyInheritedSettings(parent ?? command);
  for (const [syntax, description] of verb.args ?? []) command.argument(syntax, description);
  for (const [flags, description] of verb.options ?? []) command.option(flags, description);
  command.addHelpText(
    'after',
    `\nExamples:\n${verb.examples.map((line) => `  $ ${line}`).join('\n')}`,
  );
  if (verb.load !== undefined) {
    command.action((...given: unknown[]) => {
      const values = given.slice(0, verb.args?.length ?? 0).flat();
      const args = values.filter((value) => typeof value === 'string');
      const whole = command.optsWithGlobals();
      call(verb, { args, options: ownOf(command, whole) }, whole);
    });
  }
  parent?.addCommand(command);
  commands.set(verb.path, command);
}

/** Options of a command, also where the one above it has one of that name and took the value. */
function ownOf(
  command: Command,
  whole: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const names = command.options.map((option) => option.attributeName());
  return Object.fromEntries(names.map((name) => [name, whole[name]]));
}

function forEachCommand(command: Command, visit: (command: Command) => void): void {
  visit(command);
  for (const child of command.commands) forEachCommand(child, visit);
}

/** Who is logged in; containers and timers often have no $USER. */
function loginOf(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const said = env['USER'] ?? env['LOGNAME'];
  return said === undefined || said === '' ? undefined : said;
}

/** Options that belong to every command, with what the environment says of them. */
export function globalsOf(
  options: Readonly<Record<string, unknown>>,
  env: Readonly<Record<string, string | undefined>>,
): Globals {
  const text = (name: string, variable?: string): string | undefined => {
    const value = options[name];
    if (typeof value === 'string') return value;
    const fallback = variable === undefined ? undefined : env[variable];
    return fallback === '' ? undefined : fallback;
  };
  const given = {
    asOf: text('asOf'),
    knownAt: text('knownAt'),
    site: text('site'),
    entity: text('entity'),
    actor: text('actor', 'FEEWORTH_ACTOR') ?? loginOf(env),
  };
  const set = Object.fromEntries(Object.entries(given).filter(([, v]) => v !== undefined));
  return {
    book: text('book', 'FEEWORTH_BOOK') ?? DEFAULT_BOOK,
    isBookNamed: typeof options['book'] === 'string',
    json: options['json'] === true,
    csv: options['csv'] === true,
    ...(set as Omit<Globals, 'book' | 'json' | 'csv'>),
  };
}
