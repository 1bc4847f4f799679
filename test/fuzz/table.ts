import { defineEntity } from '../../src/kit/index.ts'

/** A row with a value of each type. */
export const thing = defineEntity({
  id: 'shop.thing',
  meaning: 'A thing with a value of each type.',
  key: ['thing_id'],
  version: 'changed_at',
  columns: {
    thing_id: { type: 'string', required: true, meaning: 'which' },
    title: { type: 'string', meaning: 'a text' },
    pieces: { type: 'integer', meaning: 'a whole number' },
    price: { type: 'decimal', least: 0, meaning: 'money' },
    weight: { type: 'double', meaning: 'a number' },
    is_sold: { type: 'boolean', meaning: 'yes or no' },
    changed_at: { type: 'instant', required: true, meaning: 'an instant' },
    made_on: { type: 'day', meaning: 'a day' },
  },
})

export const thingOf = (id: string, number: number) => ({
  thing_id: id,
  title: `Вещь «${number}», синяя`,
  pieces: number,
  price: number + 0.25,
  weight: number / 3,
  is_sold: number % 2 === 0,
  changed_at: `2023-05-0${1 + (number % 9)}T10:00:00Z`,
  made_on: '2023-04-30',
})
