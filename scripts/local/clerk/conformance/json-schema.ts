import type { Description, Schema } from "#scripts/local/clerk/openapi/description.ts";

/** The id of the schema that contains the named ones. */
export const NAMED_SCHEMAS = "named";

/**
 * Turns OpenAPI 3.0 into JSON Schema 2019-09: `nullable` becomes a type or a condition, and objects reject undescribed
 * properties, so that invented ones are found. Each named schema exists closed and open, because the parts of an `allOf`
 * do not know each other's properties.
 */
export function jsonSchemas({ schemas }: Description): Record<string, Schema> {
  const named = Object.entries(schemas).flatMap(([name, schema]) => [
    [name, jsonSchema(schema)],
    [`${name}+open`, jsonSchema(schema, true)],
  ]);
  return Object.fromEntries(named);
}

export function jsonSchema(schema: Schema, isOpen = false): Schema {
  const { nullable, $ref, ...keywords } = schema;
  if (typeof $ref === "string") return { $ref: reference($ref, isOpen) };
  const converted = closed(convertParts(keywords, isOpen), isOpen);
  return nullable ? orNull(converted) : converted;
}

function reference(ref: string, isOpen: boolean): string {
  const name = ref.slice("#/components/schemas/".length);
  return `${NAMED_SCHEMAS}#/$defs/${name}${isOpen ? "+open" : ""}`;
}

function convertParts(schema: Schema, isOpen: boolean): Schema {
  const areVariantsOpen = isOpen || "properties" in schema || "allOf" in schema;
  const converted: Schema = { ...schema };
  delete converted.discriminator;
  if (isSchema(schema.properties))
    converted.properties = convertProperties(schema.properties, schema.required);
  for (const keyword of ["items", "additionalProperties"]) {
    if (isSchema(schema[keyword])) converted[keyword] = jsonSchema(schema[keyword]);
  }
  if (Array.isArray(schema.allOf)) converted.allOf = schema.allOf.map((each) => part(each, true));
  // Variants may overlap where the description is loose; matching one is enough.
  const variants = schema.oneOf ?? schema.anyOf;
  delete converted.oneOf;
  if (Array.isArray(variants)) converted.anyOf = variants.map((each) => part(each, areVariantsOpen));
  return converted;
}

/** A required property counts as described, even where the description omits its schema. */
function convertProperties(properties: Schema, required: unknown): Schema {
  const names = Array.isArray(required) ? required : [];
  const known = Object.entries(properties).map(([name, each]) => [name, part(each)]);
  return { ...Object.fromEntries(names.map((name) => [name, true])), ...Object.fromEntries(known) };
}

function part(schema: unknown, isOpen = false): unknown {
  return isSchema(schema) ? jsonSchema(schema, isOpen) : schema;
}

function closed(schema: Schema, isOpen: boolean): Schema {
  const isDescribed = "properties" in schema || "allOf" in schema;
  if (!isDescribed && !("anyOf" in schema)) {
    return schema.type === "object" ? { additionalProperties: true, ...schema } : schema;
  }
  if (isOpen || !isDescribed || "additionalProperties" in schema) return schema;
  return { ...schema, unevaluatedProperties: false };
}

/** A condition rather than `anyOf`, so that an error names the value's problem rather than "not null". */
function orNull(schema: Schema): Schema {
  const { type, enum: values, ...rest } = schema;
  const isPlain = typeof type === "string" && !("allOf" in schema || "anyOf" in schema);
  if (!isPlain) return { if: { type: "null" }, else: schema };
  return { ...rest, type: [type, "null"], ...(Array.isArray(values) ? { enum: [...values, null] } : {}) };
}

function isSchema(value: unknown): value is Schema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
