import {
  BinaryPayloadConverter,
  CompositePayloadConverter,
  JsonPayloadConverter,
  UndefinedPayloadConverter,
  ValueError,
  type Payload,
  type PayloadConverterWithEncoding,
} from '@temporalio/common';

/** What the codec puts in the place of a payload that it refuses: the reason, never the content. */
export const REFUSED = 'lvyue/refused';

/**
 * Raises the codec's refusal where the payload is read instead of where it arrives. An update with such an argument is
 * then rejected and leaves no trace; were the codec itself to throw, the whole workflow task would fail, and with it
 * every command to that execution for as long as the update waits.
 */
const refusedPayloads: PayloadConverterWithEncoding = {
  encodingType: REFUSED,
  toPayload: () => undefined,
  fromPayload(payload: Payload) {
    throw new ValueError(new TextDecoder().decode(payload.data ?? new Uint8Array()));
  },
};

/** Loaded by path, here and in the workflow sandbox: it may import nothing of Node. */
export const payloadConverter = new CompositePayloadConverter(
  new UndefinedPayloadConverter(),
  new BinaryPayloadConverter(),
  new JsonPayloadConverter(),
  refusedPayloads,
);
