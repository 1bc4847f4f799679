import { describe, expect, test } from 'vitest'
import type { PersonView, RoleView } from '../../api/index.ts'
import { changeOf, draftOf, found, ownFor, personOf } from './person-form.ts'

const person = (given: Partial<PersonView>): PersonView => ({
  login: 'anna',
  name: 'Анна Ежова',
  role: 'operator',
  own: {},
  email: null,
  locale: null,
  from: 'state',
  state: 'active',
  hasTotp: false,
  lastSeenAt: null,
  ...given,
})

const role = (given: Partial<RoleView>): RoleView => ({
  id: 'x',
  meaning: '',
  may: [],
  own: [],
  from: 'product',
  ...given,
})
const ofShops = role({ id: 'shop-manager', own: ['shop', 'region'] })

describe('what is theirs', () => {
  test('goes along as far as the role asks for it, and not empty', () => {
    expect(ownFor(ofShops, { shop: ['3'], region: [], operator: ['Анна'] })).toEqual({ shop: ['3'] })
  })

  test('is nothing without a role', () => {
    expect(ownFor(undefined, { shop: ['3'] })).toEqual({})
  })

  test('holds no dimension named like a method of every object', () => {
    expect(ownFor(role({}), { constructor: ['x'] })).toEqual({})
  })
})

describe('a new person', () => {
  test('has no spaces around, and no empty texts', () => {
    const draft = { ...draftOf(undefined), login: ' anna ', name: ' Анна ', role: 'shop-manager', own: { shop: ['3'] } }
    expect(personOf(draft, ofShops)).toEqual({
      login: 'anna',
      name: 'Анна',
      role: 'shop-manager',
      own: { shop: ['3'] },
      email: null,
      locale: null,
    })
  })
})

describe('a change', () => {
  test('of nothing is empty', () => {
    const anna = person({ own: { region: ['Москва'], shop: ['3'] }, role: 'shop-manager' })
    const draft = { ...draftOf(anna), own: { shop: ['3'], region: ['Москва'] } }
    expect(changeOf(anna, draft, ofShops)).toEqual({})
  })

  test('says only what differs', () => {
    const anna = person({ email: 'anna@acme.ru' })
    expect(changeOf(anna, { ...draftOf(anna), name: 'Анна Ежова-Петрова', email: '' }, role({}))).toEqual({
      name: 'Анна Ежова-Петрова',
      email: null,
    })
  })

  test('of the role takes away values that the new one does not ask for', () => {
    const anna = person({ role: 'shop-manager', own: { shop: ['3'] } })
    expect(changeOf(anna, { ...draftOf(anna), role: 'analyst' }, role({ id: 'analyst' }))).toEqual({
      role: 'analyst',
      own: {},
    })
  })
})

describe('a search', () => {
  const people = [person({}), person({ login: 'ivan', name: 'Иван', role: 'manager', own: { shop: ['Казань'] } })]
  const names = (text: string) =>
    found(people, text, (id) => ({ manager: 'руководитель' })[id] ?? id).map(({ login }) => login)

  test('finds by name, login, role as it is called and own values', () => {
    expect(names('ежова')).toEqual(['anna'])
    expect(names('IVA')).toEqual(['ivan'])
    expect(names('руковод казань')).toEqual(['ivan'])
  })

  test('finds everybody by nothing and nobody by what stands nowhere', () => {
    expect(names('  ')).toEqual(['anna', 'ivan'])
    expect(names('анна казань')).toEqual([])
  })
})
