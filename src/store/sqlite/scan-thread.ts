import { parentPort, workerData } from 'node:worker_threads';
import { connect } from './connect.ts';
import { StretchReader, structureProblems } from './scan.ts';
import type { Answer, Question, ThreadData } from './scanner.ts';

const { path, access } = workerData as ThreadData;
// The book is open in the thread that asks, so its write-ahead log, if any, is in use.
const db = connect(path, access === 'immutable' ? access : 'read', 0);
const reader = new StretchReader(db);

parentPort?.on('message', (question: Question) => {
  const answer: Answer = question === null ? structureProblems(db) : reader.scan(...question);
  parentPort?.postMessage(answer);
});
