import Ajv2019, { type ErrorObject, type ValidateFunction } from "ajv/dist/2019.js";
import backend from "#scripts/local/clerk/openapi/backend.json";
import type { Description } from "#scripts/local/clerk/openapi/description.ts";
import frontend from "#scripts/local/clerk/openapi/frontend.json";
import webhooks from "#scripts/local/clerk/openapi/webhooks.json";
import { jsonSchema, jsonSchemas, NAMED_SCHEMAS } from "./json-schema.ts";

export type Problem = { path: string; message: string };

/** One of Clerk's descriptions, compiled for checking. */
export class Checked {
  private readonly ajv = new Ajv2019({
    strict: false,
    allErrors: true,
    verbose: true,
    validateFormats: false,
  });
  private readonly validators = new Map<string, ValidateFunction>();

  constructor(private readonly description: Description) {
    this.ajv.addSchema({ $id: NAMED_SCHEMAS, $defs: jsonSchemas(description) });
  }

  /** The problems of a value as the operation's response (`status`) or body; undescribed properties are problems too. */
  problems(operation: string, status: string, value: unknown): Problem[] {
    const schema = this.description.operations[operation]?.[status];
    if (schema === undefined) return [{ path: "", message: "is not described" }];
    if (schema === null) return [];
    const key = `${operation} ${status}`;
    const validator = this.validators.get(key) ?? this.ajv.compile(jsonSchema(schema));
    this.validators.set(key, validator);
    return validator(value) ? [] : telling(validator.errors ?? []).map(problem);
  }
}

export const descriptions = {
  backend: new Checked(backend),
  frontend: new Checked(frontend),
  webhooks: new Checked(webhooks),
};

/** Omits errors that only repeat a deeper one, and those of each variant of an alternative. */
function telling(errors: ErrorObject[]): ErrorObject[] {
  const variants = errors.filter(({ keyword }) => keyword === "anyOf");
  const isWithin = (path: string) => variants.some(({ instancePath }) => path.startsWith(instancePath));
  return errors.filter((error) =>
    error.keyword === "anyOf" ? true : error.keyword !== "if" && !isWithin(error.instancePath),
  );
}

function problem({ keyword, instancePath, params, data, message = "" }: ErrorObject): Problem {
  const path = instancePath.replaceAll(/\/\d+(?=\/|$)/g, "/*");
  if (keyword === "unevaluatedProperties")
    return { path: `${path}/${params.unevaluatedProperty}`, message: "is unknown" };
  if (keyword === "additionalProperties")
    return { path: `${path}/${params.additionalProperty}`, message: "is unknown" };
  if (keyword === "required") return { path: `${path}/${params.missingProperty}`, message: "is missing" };
  if (keyword === "enum") return { path, message: `must be one of ${params.allowedValues.join(", ")}` };
  if (keyword === "anyOf") return { path, message: `fits no variant: ${JSON.stringify(data).slice(0, 300)}` };
  return { path, message };
}
