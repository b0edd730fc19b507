/** The part of a client's stream of appends that its answers come by. */
export interface AnswerStream {
  on(word: string, listener: (...given: never[]) => void): this;
}

/** What makes streams of appends; both are of the client's own class. */
export interface AppendStreams {
  batchAppend: (...given: never[]) => AnswerStream;
}

const guarded = new WeakSet<AppendStreams>();

/**
 * Makes the older client pass over answers that nobody waits for. It keeps what waits in one list
 * for all connections of the process and forgets it all when any of them fails, and a server may
 * answer twice; an answer that finds nobody then throws where nobody can catch it and ends the
 * process (event-sourcing.md §2.3, defects 4 and 5). Whoever waited is told by our own timeout.
 */
export function passOverLateAnswers(streams: AppendStreams): void {
  if (guarded.has(streams)) return;
  guarded.add(streams);
  const original = streams.batchAppend;
  streams.batchAppend = function (this: AppendStreams, ...given: never[]): AnswerStream {
    const stream = original.apply(this, given);
    const on = stream.on.bind(stream);
    stream.on = (word, listener) => on(word, word === 'data' ? unlessNobody(listener) : listener);
    return stream;
  };
}

function unlessNobody(listener: (...given: never[]) => void): typeof listener {
  return (...given) => {
    try {
      listener(...given);
    } catch (error) {
      // What it throws when it looks for who waits: "undefined is not iterable".
      if (!(error instanceof TypeError)) throw error;
    }
  };
}
