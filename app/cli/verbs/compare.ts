import { endThreads, startThreads } from '../../../scenarios/threads.node.ts';
import type { VerbModule } from '../verb.ts';
import { workersOf } from '../options.ts';

export const run: VerbModule['run'] = async (input, context) => {
  // Threads load the model while this one loads the rest of the program and opens the book.
  const threads = startThreads(workersOf(input));
  try {
    const { comparing } = await import('../comparing.ts');
    return await comparing(input, context, threads);
  } finally {
    await endThreads(threads);
  }
};
