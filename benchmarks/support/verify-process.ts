// Verifies a book and prints the most memory it took, in MB.
import { openSqliteStore } from '../../src/store/sqlite/open.ts';

const store = openSqliteStore(process.argv[2] ?? '', { readOnly: true });
const { ok } = await store.verify();
await store.close();
console.log(Math.round(process.resourceUsage().maxRSS / 1024));
process.exitCode = ok ? 0 : 1;
