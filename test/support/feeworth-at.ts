// The program as a process with a clock that stands still: what it prints does not vary by day.
import { main } from '../../app/cli/main.ts';
import { processIo } from '../../app/cli/io.ts';

const now = process.env['TEST_NOW'] ?? '';
process.exitCode = await main(process.argv.slice(2), { ...processIo(), now: () => now });
