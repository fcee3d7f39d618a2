import type { Finding, Refusal } from "./rules.ts";
import { nodesOf, type Place, textOf, textsOf } from "./tree.ts";

type Call = Finding<Refusal>;

/** Functions that do more than compute a value; the first match counts. PostgreSQL's other functions are harmless. */
const refusedFunctions: [RegExp, Refusal][] = [
  [/^set_config$/, "setting"],
  [/^(nextval|setval|currval|lastval)$/, "sequence"],
  [/^pg_notify$|^pg_listening_channels$/, "notify"],
  [/^pg_(try_)?advisory_/, "lock"],
  // They run a query given as a string.
  [/^(query|table|cursor|schema|database)_to_xml/, "function-call"],
  [/^ts_(stat|rewrite)$|^dblink/, "function-call"],
  // Large objects belong to no schema.
  [/^lo_|^lo(read|write)$/, "function-call"],
  // The exceptions inspect a value, an object or a size; other functions called pg_… act on the server.
  [/^pg_(?!typeof$|collation_for$|get_|size_|is_|\w+_size$)/, "function-call"],
];

/** Calls of such functions, and of current_setting where it could read the transaction's pass. */
export function findCalls({ type, node, at }: Place): Call[] {
  // PostgreSQL also reads `(value).name` as a call.
  const names =
    type === "FuncCall"
      ? [textsOf(node.funcname)?.at(-1) ?? ""]
      : type === "A_Indirection"
        ? nodesOf(node.indirection, "String").map(({ sval }) => textOf(sval))
        : [];
  return names.flatMap((name) => {
    const rule = refusedFunctions.find(([pattern]) => pattern.test(name))?.[1];
    if (rule) return [{ rule, at, detail: name }];
    return name === "current_setting" && !isHarmlessSetting(node.args)
      ? [{ rule: "setting", at, detail: name }]
      : [];
  });
}

function isHarmlessSetting(args: unknown): boolean {
  const [setting] = nodesOf(args, "A_Const").map(({ sval }) =>
    textOf((sval as { sval?: string } | undefined)?.sval),
  );
  const isFirst = Array.isArray(args) && nodesOf(args.slice(0, 1), "A_Const").length === 1;
  return isFirst && setting !== undefined && setting !== "" && setting.toLowerCase() !== "app.pass";
}
