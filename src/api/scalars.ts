import { z } from 'zod'
import { ABILITIES, GRAINS, LOCALES, PERIOD_PRESETS, UNITS, type Cell, type Period } from '../base/index.ts'

/*
What schemas are made of. A schema with `meta({ id })` is a component of the OpenAPI description; `describe` is what its
readers are told of a field.
*/

export const localeSchema = z.enum(LOCALES).meta({ id: 'Locale' })
export const localeQuery = z.object({ locale: localeSchema })

/** `YYYY-MM-DD` */
export const daySchema = z.iso.date()
/** ISO 8601 in UTC */
export const instantSchema = z.iso.datetime()
export const unitSchema = z.enum(UNITS).meta({ id: 'Unit' })
export const grainSchema = z.enum(GRAINS).meta({ id: 'Grain' })
export const abilitySchema = z.enum(ABILITIES).meta({ id: 'Ability' })
export const presetSchema = z.enum(PERIOD_PRESETS).meta({ id: 'PeriodPreset' })
/** what a person or a definition calls something */
export const nameSchema = z.string().min(1).max(200)

export const cellSchema = z.union([z.string(), z.number(), z.boolean(), z.null()])
/** A row of a table: cells by the names of its columns. */
export const rowSchema = z.record(z.string(), cellSchema).readonly().meta({ id: 'Row' })
export const periodSchema = exactly<Period>()(z.strictObject({ from: daySchema, to: daySchema }).meta({ id: 'Period' }))

export const list = <T extends z.ZodType>(each: T): z.ZodReadonly<z.ZodArray<T>> => z.array(each).readonly()
export const byName = <T extends z.ZodType>(each: T): z.ZodReadonly<z.ZodRecord<z.ZodString, T>> =>
  z.record(z.string(), each).readonly()

/** Per source: up to when its data is complete. */
export const asOfSchema = byName(instantSchema).describe('per source: up to when its data is complete')

/** What a change answers that has nothing to tell. */
export const Done = z.object({ ok: z.literal(true) }).meta({ id: 'Done' })

type Flat<T> = T extends Cell ? T : T extends object ? { [K in keyof T]: Flat<T[K]> } : T
type IsSame<A, B> = (<T>() => T extends Flat<A> ? 1 : 2) extends <T>() => T extends Flat<B> ? 1 : 2 ? unknown : never

/** Compiles only where the schema says what the type of another folder says: no field more, none less, none otherwise. */
export function exactly<T>(): <S extends z.ZodType>(schema: S & IsSame<z.infer<S>, T>) => S {
  return (schema) => schema
}
