import { findEvent } from '../../commands/find-event.ts';
import { explainEvent } from '../../explain/event.ts';
import { eventReport } from '../../reports/event-explanation.ts';
import { isCashBasis } from '../basis.ts';
import { flagOption, textOption } from '../context.ts';
import type { VerbModule } from '../verb.ts';
import { withView } from '../view.ts';
import { argument } from '../with-book.ts';

export const run: VerbModule['run'] = (input, { globals }) =>
  withView(globals, async (view) => {
    const isCash = isCashBasis(textOption(input, 'basis'));
    const event = await findEvent(argument(input), view);
    const explained = await explainEvent(view, event, { isCash });
    return eventReport(explained, view, { isWhole: flagOption(input, 'all') });
  });
