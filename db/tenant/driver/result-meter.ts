/** What one result may have, errors included. Far above the largest of ours: a logo of 1 MB is 2 MB on the way, lists have a few thousand rows. */
export const resultLimits = { bytes: 16 * 1024 * 1024, rows: 50_000 };

const headerLength = 5;
const dataRow = "D".charCodeAt(0);
const readyForQuery = "Z".charCodeAt(0);

/**
 * Counts rows and bytes of each result while it arrives. The driver collects a message, then a result, before anyone sees a
 * part of it: a single value could be 1 GB. Every message begins with its type and its length, so one that is too long
 * is known before it is read.
 */
export class ResultMeter {
  private rows = 0;
  private bytes = 0;
  private readonly header = Buffer.alloc(headerLength);
  private headerFilled = 0;
  /** How much of the current message is still to come. */
  private missing = 0;

  /** Takes what the server sent. @returns false if a result exceeds the limits. */
  take(chunk: Uint8Array): boolean {
    for (let at = 0; at < chunk.length; ) {
      if (this.missing > 0) {
        const skipped = Math.min(this.missing, chunk.length - at);
        this.missing -= skipped;
        at += skipped;
        continue;
      }
      const part = chunk.subarray(at, at + headerLength - this.headerFilled);
      this.header.set(part, this.headerFilled);
      this.headerFilled += part.length;
      at += part.length;
      if (this.headerFilled === headerLength && !this.begin()) return false;
    }
    return true;
  }

  private begin(): boolean {
    this.headerFilled = 0;
    const [type] = this.header;
    // The length counts itself, four bytes, and not the type.
    const length = this.header.readUInt32BE(1);
    this.missing = length - 4;
    if (type === readyForQuery) {
      this.rows = 0;
      this.bytes = 0;
    }
    if (type === dataRow) this.rows += 1;
    this.bytes += length + 1;
    return this.rows <= resultLimits.rows && this.bytes <= resultLimits.bytes;
  }
}
