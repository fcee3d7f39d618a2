/**
 * The result without the holes that it may begin with. The driver resets its count of rows when a command completes, not when
 * one fails: after a statement that returned three rows and then failed, the next result on that connection begins with three
 * holes. Several statements in one message have a list of results, and only the first can begin with holes.
 */
export function wholeResult(result: unknown): unknown {
  const rows = Array.isArray(result) && Array.isArray(result[0]) ? result[0] : result;
  if (Array.isArray(rows) && rows.length > 0 && !(0 in rows))
    rows.splice(
      0,
      rows.findIndex((_, index) => index in rows),
    );
  return result;
}
