import type { Random } from '../../../stats/index.ts'
import { CITIES, STREETS, type City } from './catalog.ts'

const SURNAMES =
  'Иванов Смирнов Кузнецов Попов Васильев Петров Соколов Михайлов Новиков Фёдоров Морозов Волков Алексеев Лебедев Семёнов Егоров Павлов Козлов Степанов Николаев Орлов Андреев Макаров Никитин Захаров Зайцев Соловьёв Борисов Яковлев Григорьев Романов Воробьёв Сергеев Кузьмин Фролов Александров Дмитриев Королёв Гусев Киселёв Ильин Максимов Поляков Сорокин Виноградов Ковалёв Белов Медведев Антонов Тарасов'.split(
    ' ',
  )
const WOMEN = 'Анна Мария Елена Ольга Наталья Татьяна Ирина Светлана Екатерина Юлия Людмила Галина Марина Вера'.split(
  ' ',
)
const MEN = 'Александр Сергей Дмитрий Андрей Алексей Максим Иван Павел Николай Михаил Артём Игорь Олег Роман'.split(' ')
const FATHERS = 'Александр Сергей Дмитрий Андрей Алексей Иван Павел Николай Михаил Игорь'.split(' ')
const PATRONYMICS: Readonly<Record<string, readonly [man: string, woman: string]>> = Object.fromEntries(
  FATHERS.map((name) => [name, patronymic(name)]),
)
const FIRMS =
  'Уют Домовёнок Тёплый_дом Ткани_Плюс Северянка Лён_и_Ко Постелька Комфорт Гостиный_двор Домашний_мир Радуга Берег Усадьба Белый_парус Светлица Хозяюшка Ориентир Меридиан Панорама Сказка'
    .split(' ')
    .map((name) => name.replaceAll('_', ' '))
const BRANCHES = ['Центр', 'Север', 'Юг', 'Торг']

function patronymic(father: string): readonly [string, string] {
  const irregular: Readonly<Record<string, string>> = { Павел: 'Павло', Михаил: 'Михайло' }
  const stem = irregular[father] ?? (/[йь]$/.test(father) ? `${father.slice(0, -1)}е` : `${father}о`)
  return [`${stem}вич`, `${stem}вна`]
}

export const oneOf = <T>(list: readonly T[], random: Random): T => list[random.integer(list.length)]!

/** A person's full name. */
function personName(random: Random): string {
  const isWoman = random.uniform() < 0.7
  const surname = oneOf(SURNAMES, random) + (isWoman ? 'а' : '')
  const [man, woman] = PATRONYMICS[oneOf(FATHERS, random)]!
  return `${surname} ${oneOf(isWoman ? WOMEN : MEN, random)} ${isWoman ? woman : man}`
}

export interface Party {
  buyer: string
  /** legal entities through which the buyer buys; a person has none */
  contractors: readonly string[]
  city: City
  address: string
}

/** Makes buyers whose names never repeat: namesakes are told apart by their city, then by a number. */
export function partyMaker(random: Random): (isFirm: boolean) => Party {
  const taken = new Set<string>()
  const cities = CITIES.flatMap((city) => Array.from({ length: city.weight }, () => city))
  const unique = (name: string, city: City): string => {
    const inCity = `${name} (${city.name})`
    let free = taken.has(name) ? inCity : name
    for (let number = 2; taken.has(free); number++) free = `${inCity} ${number}`
    taken.add(free)
    return free
  }
  return (isFirm) => {
    const city = oneOf(cities, random)
    const address = addressIn(city, random)
    if (!isFirm) return { buyer: unique(personName(random), city), contractors: [], city, address }
    const firm = oneOf(FIRMS, random)
    const buyer = unique(`Магазин «${firm}»`, city)
    const entities = 1 + random.integer(4)
    const number = taken.size
    const contractors = BRANCHES.slice(0, entities).map((branch, at) =>
      at === 0 && random.uniform() < 0.4 ? `ИП ${personName(random)}` : `ООО «${firm}-${branch} ${number}»`,
    )
    return { buyer, contractors, city, address }
  }
}

/** Written in one of the ways that people write. */
function addressIn(city: City, random: Random): string {
  const street = `${oneOf(STREETS, random)}, д. ${1 + random.integer(120)}`
  const flat = random.uniform() < 0.6 ? `, кв. ${1 + random.integer(200)}` : ''
  const way = random.uniform()
  const postcode = `${city.postcode}${String(random.integer(1000)).padStart(3, '0')}`
  if (way < 0.6) return `${city.name}, ${street}${flat}`
  if (way < 0.8) return `${postcode}, г. ${city.name}, ${street}${flat}`
  return `${postcode}, Россия, г ${city.name}, ${street}${flat}`
}
