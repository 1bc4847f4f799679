import { z } from 'zod'

/** What a schema takes, as JSON Schema; what several parts share stands under `$defs`. */
export const jsonSchemaOf = (schema: z.ZodType) => z.toJSONSchema(schema, { io: 'input', override: tidied })

/** Without what zod says of itself rather than of the data: frozen arrays, the grammar of a day beside `format: date`. */
function tidied({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  delete jsonSchema.readOnly
  if (jsonSchema.format === 'date' || jsonSchema.format === 'date-time' || jsonSchema.format === 'email')
    delete jsonSchema.pattern
  const names = jsonSchema.propertyNames
  if (typeof names === 'object' && Object.keys(names).join() === 'type') delete jsonSchema.propertyNames
}
