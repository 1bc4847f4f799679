import { defineSource } from '../../kit/index.ts'
import { check } from './check.ts'
import { lag } from './lag.ts'
import { read } from './read.ts'
import { kafkaSchema, type KafkaSettings } from './schema.ts'
import { streams } from './streams.ts'

/** Topics of Kafka as streams of JSON; offsets are kept with the rows. */
export const kafka = defineSource<KafkaSettings>({
  type: 'kafka',
  title: 'Kafka',
  settings: kafkaSchema,
  streams,
  read,
  check,
  lag,
})
