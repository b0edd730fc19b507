import * as grpc from '@grpc/grpc-js';
import { loadStubs } from '../stubs.ts';
import { identifierOf, textId } from '../wire.ts';
import type { Walk } from './walk.ts';

/** Appends bytes with a content type of one's choice, which the clients do not let one do. */
export async function appendRaw(
  walk: Walk,
  stream: string,
  text: string,
  contentType: string,
): Promise<void> {
  const stubs = loadStubs(walk.package);
  const { AppendReq } = stubs.streams;
  const client = new stubs.streamsService.StreamsClient(
    walk.server.address,
    grpc.credentials.createInsecure(),
  );
  const options = new AppendReq.Options();
  options.setStreamIdentifier(identifierOf(stubs, stream));
  options.setAny(new stubs.shared.Empty());
  const first = new AppendReq();
  first.setOptions(options);
  const message = new AppendReq.ProposedMessage();
  message.setId(textId(stubs, walk.id(`raw-${text}`)));
  message.getMetadataMap().set('type', 'T');
  message.getMetadataMap().set('content-type', contentType);
  message.setData(Buffer.from(text).toString('base64'));
  const second = new AppendReq();
  second.setProposedMessage(message);
  await new Promise<void>((resolve, reject) => {
    const call = client.append((error) => (error === null ? resolve() : reject(error)));
    call.write(first);
    call.write(second);
    call.end();
  });
  client.close();
}
