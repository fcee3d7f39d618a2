/** Sent with a move, so that it does not undo someone else's change. */
export function SeenFields({ statuses }: { statuses: readonly string[] }) {
  return statuses.map((status) => <input key={status} type="hidden" name="wasStatus" value={status} />);
}
