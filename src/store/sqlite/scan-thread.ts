import type { DatabaseSync } from 'node:sqlite';
import { parentPort } from 'node:worker_threads';
import { accessTo, connect } from './connect.ts';
import type { LinesQuestion } from './reading-thread.ts';
import { StretchReader, structureProblems } from './scan.ts';
import type { ThreadBook } from './scan-threads.ts';
import type { Answer, Question } from './scanner.ts';

// Which book it is comes first, questions later.
parentPort?.once('message', (book: ThreadBook) => {
  const db = connected(book);
  const reader = new StretchReader(db);
  const answer = (question: Question): Answer =>
    question === null ? structureProblems(db) : reader.scan(...question);
  parentPort?.on('message', (question: Question | LinesQuestion) => {
    if (question !== null && 'stretch' in question) answerLines(reader, question);
    else parentPort?.postMessage(answer(question));
  });
});

function connected({ path, access }: ThreadBook): DatabaseSync {
  // Where the book is open in the thread that asks, its write-ahead log, if any, is in use.
  if (access !== null) return connect(path, access === 'immutable' ? access : 'read', 0);
  // Who may be the only one to open it must be able to leave nothing behind.
  const db = connect(path, accessTo(path), 0);
  db.exec('PRAGMA query_only = ON');
  return db;
}

function answerLines(reader: StretchReader, { stretch }: LinesQuestion): void {
  const page = reader.lines(stretch.from, stretch.to);
  parentPort?.postMessage(
    page,
    page === null ? [] : [page.lines.buffer as ArrayBuffer, page.ends.buffer as ArrayBuffer],
  );
}
