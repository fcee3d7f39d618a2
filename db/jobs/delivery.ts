/** A webhook as received. The headers are stored because the worker verifies the signature again. */
export type Delivery = { svixId: string; svixTimestamp: string; svixSignature: string; body: string };
