import { formatDay } from '../../src/calendar.ts';
import { formatCents } from '../../src/money.ts';
import { PEER_ACCOUNTS } from './peer-accounts.ts';
import type { PeerTransaction } from './peer-transactions.ts';

/** What stands before the transactions: commodity and accounts, as peers/gen.py writes them. */
export const PEER_HEAD = `commodity USD\n    format 1000.00 USD\n\n${PEER_ACCOUNTS.map(
  ({ name }) => `account ${name}\n`,
).join('')}\n`;

/** A transaction as hledger and ledger-cli read it; byte for byte what peers/gen.py writes. */
export function peerText({ number, kind, day, lines }: PeerTransaction): string {
  const id = `E${String(number).padStart(8, '0')}`;
  const posted = lines.map(
    ([account, cents]) => `    ${PEER_ACCOUNTS[account]?.name}  ${formatCents(cents)} USD\n`,
  );
  return `${formatDay(day)} (${id}) ${kind}\n${posted.join('')}\n`;
}
