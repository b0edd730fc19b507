import { accountLabel } from '../../../src/chart.ts';
import { FeeworthError, isFeeworthError } from '../../../src/error.ts';
import { parseCents } from '../../../src/money.ts';
import { resolveSuspense } from '../../commands/suspense.ts';
import { textOption } from '../context.ts';
import type { VerbModule } from '../verb.ts';
import { argument, required, withBook } from '../with-book.ts';

export const run: VerbModule['run'] = (input, context) => {
  const account = required(input, 'account', 'a number of the chart: --account 4610');
  const reason = required(input, 'reason', 'say what it is: --reason "interest, see letter"');
  if (!/^\d{4}$/.test(account)) {
    throw new FeeworthError('usage/bad-value', 'usage', '--account wants a number of the chart', {
      hint: 'four digits, e.g. --account 4610',
    });
  }
  const amount = textOption(input, 'amount');
  const part = amount === undefined ? {} : { amountCents: centsOf(amount) };
  return withBook(context, 'write', async (book) => {
    const options = { event: argument(input), account: Number(account), reason, ...part };
    const done = await resolveSuspense(options, book);
    return {
      schema: 'feeworth.suspense-resolve/1',
      title: `${done.amount} dollars left suspense for ${accountLabel(done.account)}`,
      tables: [],
      notes: [`Recorded as event ${done.event}; reverse it if it was wrong.`],
      data: { ...done },
    };
  });
};

function centsOf(text: string): number {
  try {
    return parseCents(text);
  } catch (error) {
    if (!isFeeworthError(error)) throw error;
    throw new FeeworthError('usage/bad-value', 'usage', '--amount wants dollars and cents', {
      hint: 'write 1234.56',
      cause: error,
    });
  }
}
