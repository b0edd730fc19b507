import { controlTotals, entityTotals } from './control-totals.ts';
import type { Extract } from './extract.ts';
import { amount } from './names.ts';
import type { WrittenFile } from './outlet.ts';

/** README.txt of a package: what is in it, how to check it, what it adds up to. */
export function* packageReadme(
  extract: Extract,
  { isRedacted, files }: { readonly isRedacted: boolean; readonly files: readonly WrittenFile[] },
): Generator<string> {
  const { known, root, lastDay, cashPolicy, showName, name } = extract;
  const has = (part: string): boolean => files.some((file) => file.name.startsWith(part));
  yield `${isRedacted ? 'Redacted package' : 'Audit package'} of ${showName(name)}\n\n`;
  yield `Events known     ${known} (sequences 0 to ${known - 1})\n`;
  yield `Root             ${root}\n`;
  yield `Effective up to  ${lastDay}\n`;
  yield `Cash policy      ${cashPolicy}\n`;
  yield `Currency         USD\n\n`;
  yield isRedacted ? REDACTED : WHOLE;
  yield has('last.checkpoint') ? CHECKPOINT : NO_CHECKPOINT;
  if (has('verifier/')) yield VERIFIER;
  yield isRedacted ? ROOT_OF_LEAVES : ROOT_OF_LINES;
  yield SUMS;
  yield '\nControl totals by entity\n\n';
  yield row(['Entity', 'Entries', 'Debits', 'Credits'], BY_ENTITY);
  for (const t of entityTotals(extract)) {
    const cells = [t.entity, t.entries, amount(t.debits_cents), amount(t.credits_cents)];
    yield row(cells, BY_ENTITY);
  }
  yield '\nControl totals by entity, source and type (also Control_Totals.csv)\n\n';
  yield row(['Entity', 'Source', 'Type', 'Events', 'Entries', 'Debits', 'Credits'], BY_TYPE);
  for (const t of controlTotals(extract)) {
    const counts = [t.events, t.entries, amount(t.debits_cents), amount(t.credits_cents)];
    yield row([t.entity, t.source === '' ? '-' : t.source, t.type, ...counts], BY_TYPE);
  }
}

const BY_ENTITY = [-24, 9, 18, 18] as const;
const BY_TYPE = [-24, -24, -30, 9, 9, 18, 18] as const;

/** Columns of fixed width, text to the left (a negative width) and numbers to the right. */
function row(cells: readonly (string | number)[], widths: readonly number[]): string {
  const padded = cells.map((cell, i) => {
    const width = widths[i] ?? 0;
    return width < 0 ? String(cell).padEnd(-width) : String(cell).padStart(width);
  });
  return `${padded.join(' ').trimEnd()}\n`;
}

const WHOLE = `What is in it

events.ndjson           every event, one a line, byte for byte as it was recorded; line n is
                        sequence n - 1, so a gap cannot be hidden
GL_Detail_…csv          every posting: AICPA Audit Data Standards, General Ledger, July 2015;
                        Journal_ID is E and the sequence; segments 01 to 05 are site, event id,
                        source system, SHA-256 of the source file, record in it
Trial_Balance_…csv      balances by entity and month, zero balances too
Chart_Of_Accounts_…csv  every account
User_Listing_…csv       whoever recorded or approved anything; users are logins, and whether one
                        still works is not known to the book
Users_By_Month.csv      who did what in which role, month by month
Source_Listing_…csv     types of event, by whom they are recorded
Sources.csv             files that were imported: name, digest, counts, and whether they count
Access_Log.csv          exports made before this one, by whom and up to where
policies.json           settings of the book, their changes, and which entry an event becomes
`;

const REDACTED = `What is in it

events.redacted.ndjson  every event, one a line: its sequence, the hash of its leaf, and what is not
                        withheld. Names of people, patients, claims, payers, vendors, sites and
                        entities, ids and file digests are surrogates; free texts and structured
                        terms are left out; amounts, dates, counts and codes are as recorded
GL_Detail_…csv          every posting, under the same surrogates
Trial_Balance_…csv      balances by entity and month
Chart_Of_Accounts_…csv  every account
User_Listing_…csv       users, under surrogates
Source_Listing_…csv     types of event

A surrogate is HMAC-SHA-256 of the name under a key that stays with whoever made the package: the
same name is the same surrogate everywhere in it, and in another package of the same key. Dates and
amounts are exact, so this is not de-identified data in the sense of 45 CFR 164.514(b)(2).
`;

const CHECKPOINT = `last.checkpoint         the last checkpoint that was signed, as the book has it; the one you
                        were given over another way is worth more
`;
const NO_CHECKPOINT = `(no last.checkpoint)    nothing was signed in this book when the package was made: compare the
                        root above with one that was kept elsewhere; "feeworth key new" and
                        "feeworth checkpoint" make what the verifiers take
`;
const VERIFIER = `verifier/               programs that check all this without Feeworth, run here with the public
                        key you were given over another way:
  node verifier/verify.mjs --key KEY.pub --events events.ndjson --checkpoint last.checkpoint
  python3 verifier/verify.py events.ndjson last.checkpoint KEY.pub
`;

const ROOT_OF_LINES = `
How to check that nothing was changed

The root is that of an RFC 6962 tree (SHA-256; leaf = 00 and the line without its line feed, node =
01, left, right) over the lines of events.ndjson. Compare it with a checkpoint you were given before:
whoever can write the book can also write this package, so a root proves something only against one
that was kept elsewhere. It shows that the record was not changed since, not that it is true.
`;

const ROOT_OF_LEAVES = `
How to check that nothing was left out

The root is that of an RFC 6962 tree over the leaf hashes in the order given; compare it with a
checkpoint you were given. That a redacted line says what its leaf says can only be seen by whoever
has the exact bytes.
`;

const SUMS = `
sha256sum -c SHA256SUMS checks the files against damage on the way.
`;
