// Compares so many paths on two workers in a process of its own: what memory that takes.
import { compare } from '../../scenarios/compare.ts';
import { threadPool } from '../../scenarios/pool.node.ts';
import { sha256 } from '../../src/audit/sha256.node.ts';
import { exampleComparison } from './example-comparison.ts';

const paths = Number(process.argv[2]);
const pool = threadPool(2);
await compare(exampleComparison({ paths }), pool, sha256);
await pool.close();
console.log(process.resourceUsage().maxRSS * 1_024);
