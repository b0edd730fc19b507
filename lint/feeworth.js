// House rules that oxlint has no rule for; they hold design.md §2 and settled.md §4-§5.
import { dirname, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const LAYERS = ['src', 'projections', 'scenarios', 'app'];
const inRepo = (file) => relative(ROOT, file).split(sep).join('/');

// The engine runs in a browser worker: these folders and files know no Node.
const PURE = [
  /^src\/(money|calendar|event|error)\.ts$/,
  /^src\/(numeric|events|batch|agreement|audit)\//,
  /^projections\//,
  /^scenarios\//,
];
// What opens files, threads or processes although it lies in a pure folder: thin shells, by name.
const SHELLS = [/\.node\.ts$/];
export const isPure = (file) => PURE.some((p) => p.test(file)) && !SHELLS.some((p) => p.test(file));

const MATH = new Set('abs floor ceil round trunc min max sqrt imul clz32 fround'.split(' '));

function importRule(check) {
  return {
    create(context) {
      const file = inRepo(context.filename);
      const report = (node, source) => {
        const message = check(file, source);
        if (message) context.report({ node, message });
      };
      return {
        ImportDeclaration: (node) => report(node, node.source.value),
        ExportNamedDeclaration: (node) => node.source && report(node, node.source.value),
        ExportAllDeclaration: (node) => report(node, node.source.value),
        ImportExpression: (node) => {
          if (node.source.type === 'Literal') report(node, String(node.source.value));
        },
      };
    },
  };
}

const layers = importRule((file, source) => {
  if (!source.startsWith('.')) return null;
  const from = LAYERS.indexOf(file.split('/')[0]);
  const target = inRepo(resolve(ROOT, dirname(file), source)).split('/')[0];
  const to = LAYERS.indexOf(target);
  if (from < 0) return null;
  if (to > from) return `${LAYERS[from]} may not import from ${LAYERS[to]}`;
  if (to < 0) return `${LAYERS[from]} may not import from ${target}`;
  return null;
});

const pureImports = importRule((file, source) =>
  isPure(file) && source.startsWith('node:')
    ? 'the engine imports no node: module; pass it in'
    : null,
);

const oneDecimal = importRule((file, source) =>
  source === 'decimal.js' && file !== 'src/money.ts'
    ? 'import Decimal from src/money.ts: one clone, 40 digits'
    : null,
);

const sameBits = {
  create(context) {
    const file = inRepo(context.filename);
    if (!isPure(file)) return {};
    return {
      BinaryExpression(node) {
        if (node.operator === '**')
          context.report({
            node,
            message: '** has other last bits on other machines; use src/numeric/elementary.ts',
          });
      },
      AssignmentExpression(node) {
        if (node.operator === '**=')
          context.report({ node, message: '**= has other last bits on other machines' });
      },
      MemberExpression(node) {
        const object = node.object.type === 'Identifier' ? node.object.name : '';
        const property = node.property.type === 'Identifier' ? node.property.name : '';
        if (object === 'Math' && !MATH.has(property))
          context.report({
            node,
            message: `Math.${property} has other last bits on other machines; use src/numeric/elementary.ts`,
          });
        if (/^toLocale|^localeCompare$/.test(property))
          context.report({ node, message: `${property} depends on the machine's locale` });
        if (object === 'Date' && property === 'now')
          context.report({ node, message: 'the clock is passed in' });
      },
      NewExpression(node) {
        if (node.callee.type === 'Identifier' && node.callee.name === 'Date')
          context.report({ node, message: 'no Date in the core; use src/calendar.ts' });
      },
      Identifier(node) {
        if (node.name === 'Intl' || node.name === 'Buffer')
          context.report({ node, message: `${node.name} is not used in the core` });
        // Taken apart or handed on, its functions would be called under other names.
        if (node.name === 'Math' && node.parent?.type !== 'MemberExpression')
          context.report({ node, message: 'Math is used as Math.floor(x), never whole' });
      },
    };
  },
};

export default {
  meta: { name: 'feeworth' },
  rules: {
    layers,
    'pure-imports': pureImports,
    'one-decimal': oneDecimal,
    'same-bits': sameBits,
  },
};
