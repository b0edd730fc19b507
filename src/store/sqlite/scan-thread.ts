import { parentPort } from 'node:worker_threads';
import { connect } from './connect.ts';
import type { LinesQuestion } from './line-reading.ts';
import { StretchReader, structureProblems } from './scan.ts';
import type { ThreadBook } from './scan-threads.ts';
import type { Answer, Question } from './scanner.ts';

// Which book it is comes first, questions later.
parentPort?.once('message', ({ path, access }: ThreadBook) => {
  // The book is open in the thread that asks, so its write-ahead log, if any, is in use.
  const db = connect(path, access === 'immutable' ? access : 'read', 0);
  const reader = new StretchReader(db);
  const answer = (question: Question): Answer =>
    question === null ? structureProblems(db) : reader.scan(...question);
  parentPort?.on('message', (question: Question | LinesQuestion) => {
    if (question !== null && 'stretch' in question) answerLines(reader, question);
    else parentPort?.postMessage(answer(question));
  });
});

function answerLines(reader: StretchReader, { stretch }: LinesQuestion): void {
  const page = reader.lines(stretch.from, stretch.to);
  parentPort?.postMessage(
    page,
    page === null ? [] : [page.lines.buffer as ArrayBuffer, page.ends.buffer as ArrayBuffer],
  );
}
