/** A webhook as it came. The headers are kept because the worker checks the signature once more. */
export type Delivery = { svixId: string; svixTimestamp: string; svixSignature: string; body: string };
