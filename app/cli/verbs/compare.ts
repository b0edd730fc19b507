import { endThreads, startThreads } from '../../../scenarios/threads.node.ts';
import { isServer } from '../../../src/store/open.ts';
import { textOption } from '../context.ts';
import type { VerbModule } from '../verb.ts';
import { workersOf } from '../options.ts';

export const run: VerbModule['run'] = async (input, context) => {
  const where = textOption(input, 'workers');
  if (where !== undefined && isServer(where)) {
    const { workers: _, ...options } = input.options;
    const { comparing } = await import('../comparing.ts');
    const { workersAt } = await import('../workers-at.ts');
    const pool = await workersAt(where, context);
    try {
      return await comparing({ ...input, options }, context, { pool });
    } finally {
      await pool.close();
    }
  }
  // Threads load the model while this one loads the rest of the program and opens the book.
  const threads = startThreads(workersOf(input));
  try {
    const { comparing } = await import('../comparing.ts');
    return await comparing(input, context, { workers: threads });
  } finally {
    await endThreads(threads);
  }
};
