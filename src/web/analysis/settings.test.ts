import { expect, test } from 'vitest'
import type { AnalysisAnswer, CatalogAnalysis } from '../../base/index.ts'
import { parseSearch, searchText } from '../dashboard/search.ts'
import { searchOf, settingsOf, usualSettings, writtenDay } from './settings.ts'

const analysis: CatalogAnalysis = {
  id: 'a.b',
  pack: 'a',
  title: 'B',
  meaning: '',
  settings: { limit: 100, clock: 'calendar', inner: '2020-01-01' },
  fields: [
    { key: 'date', title: 'Date', kind: 'day', choices: [] },
    { key: 'limit', title: 'Limit', kind: 'number', choices: [] },
    { key: 'clock', title: 'Clock', kind: 'choice', choices: [] },
    { key: 'buyer', title: 'Buyer', kind: 'text', choices: [] },
  ],
}

const answer = (settings: AnalysisAnswer['settings'], figures: AnalysisAnswer['figures']): AnalysisAnswer => ({
  id: 'a.b',
  title: '',
  statement: '',
  tables: {},
  asOf: {},
  settings,
  figures,
})

test('settings go into the address and come back, whatever stands in them', () => {
  const settings = { date: '2023-12-31', buyer: 'ООО «А & Б» =1+2 ?#%', window_days: 'all' }

  const text = searchText(searchOf(settings))

  expect(text).toContain('set.date=2023-12-31')
  expect(settingsOf(parseSearch(text))).toEqual(settings)
})

test('what is empty is not set, and other fields of the address are no settings', () => {
  expect(searchOf({ date: '', limit: '5' })).toEqual({ 'set.limit': '5' })
  expect(settingsOf({ 'set.date': '', 'set.limit': ['5', '6'], period: 'all' })).toEqual({ limit: '5' })
})

test('without an answer the usual is what the catalog says; only what can be set is there', () => {
  expect(usualSettings(analysis, undefined)).toEqual({ date: '', limit: '100', clock: 'calendar', buyer: '' })
})

test('a day that follows from today is read from the answer, a figure that only has the name of a setting is not', () => {
  const usual = usualSettings(analysis, answer({ limit: 50 }, { date: '2023-12-31', buyer: 'Astra', limit: 7 }))

  expect(usual).toEqual({ date: '2023-12-31', limit: '50', clock: 'calendar', buyer: '' })
})

test('a day is read as it is written in either language, and not before it is whole', () => {
  expect(['30.06.2023', '5.6.2023', ' 2023-06-30 '].map(writtenDay)).toEqual(['2023-06-30', '2023-06-05', '2023-06-30'])
  expect(['30.06.20', '31.06.2023', '06/30/2023', '2023', ''].map(writtenDay)).toEqual([null, null, null, null, null])
})
