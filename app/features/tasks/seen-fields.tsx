/** Goes along with a move, so that it does not undo what somebody else did meanwhile. */
export function SeenFields({ statuses }: { statuses: readonly string[] }) {
  return statuses.map((status) => <input key={status} type="hidden" name="wasStatus" value={status} />);
}
