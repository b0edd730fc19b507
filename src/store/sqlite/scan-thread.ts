import { parentPort, workerData } from 'node:worker_threads';
import type { ThreadStart } from '../../thread.node.ts';
import { connect } from './connect.ts';
import type { LinesAnswer, LinesQuestion } from './line-reading.ts';
import { StretchReader, structureProblems } from './scan.ts';
import type { Answer, Question, ThreadData } from './scanner.ts';

const { path, access } = (workerData as ThreadStart<ThreadData>).data;
// The book is open in the thread that asks, so its write-ahead log, if any, is in use.
const db = connect(path, access === 'immutable' ? access : 'read', 0);
const reader = new StretchReader(db);

parentPort?.on('message', (question: Question | LinesQuestion) => {
  if (question !== null && 'number' in question) answerLines(question);
  else parentPort?.postMessage(answer(question));
});

function answer(question: Question): Answer {
  return question === null ? structureProblems(db) : reader.scan(...question);
}

function answerLines({ number, stretch }: LinesQuestion): void {
  const page = reader.lines(stretch.from, stretch.to);
  const lines: LinesAnswer = { number, page };
  parentPort?.postMessage(
    lines,
    page === null ? [] : [page.lines.buffer as ArrayBuffer, page.ends.buffer as ArrayBuffer],
  );
}
