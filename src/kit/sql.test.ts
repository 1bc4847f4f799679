import { expect, test } from 'vitest'
import { identifier, joinSql, sql, sqlForReading, sqlText } from './sql.ts'

test('values travel as parameters, never in the text', () => {
  const query = sql`select * from t where name = ${"Robert'); drop table t"} and n > ${5}`

  expect(sqlText(query)).toBe('select * from t where name = $1 and n > $2')
  expect(query.values).toEqual(["Robert'); drop table t", 5])
})

test('fragments are spliced in with their values in order', () => {
  const conditions = joinSql([sql`a = ${1}`, sql`b in (${2}, ${3})`], ' and ')

  const query = sql`select ${identifier('we"ird', 'name')} from t where ${conditions} limit ${10}`

  expect(sqlText(query)).toBe('select "we""ird"."name" from t where a = $1 and b in ($2, $3) limit $4')
  expect(query.values).toEqual([1, 2, 3, 10])
})

test('the text for reading shows the values, quoted', () => {
  const query = sql`select ${null}, ${"it's"}, ${true}, ${new Date('2023-03-01T00:00:00Z')}`

  expect(sqlForReading(query)).toBe("select null, 'it''s', true, timestamp '2023-03-01 00:00:00.000'")
})
