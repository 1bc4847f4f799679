import type { Random } from '../../../stats/index.ts'
import { oneOf, picker } from './draw.ts'

const SURNAMES =
  'Абрамов Агафонов Баранов Беляев Богданов Большаков Власов Воронов Гаврилов Герасимов Голубев Горбунов Давыдов Данилов Денисов Ефимов Жуков Журавлёв Исаев Казаков Калинин Карпов Комаров Кононов Крылов Кудрявцев Куликов Лазарев Логинов Марков Матвеев Мельников Миронов Назаров Некрасов Осипов Панов Пестов Платонов Пономарёв Рябов Савельев Сафонов Симонов Соболев Титов Тихонов Трофимов Уваров Федотов Филатов Чернов Шестаков Щербаков'.split(
    ' ',
  )
const WOMEN =
  'Алина Анастасия Валентина Валерия Виктория Дарья Диана Евгения Ксения Лариса Любовь Надежда Нина Оксана Полина Раиса Регина София Тамара Ульяна Эльвира Яна'.split(
    ' ',
  )
const MEN =
  'Анатолий Антон Артур Борис Вадим Валерий Виктор Виталий Геннадий Глеб Денис Егор Кирилл Константин Леонид Матвей Никита Руслан Степан Тимур Фёдор Юрий'.split(
    ' ',
  )
const PATRONYMICS =
  'Антонович/Антоновна Борисович/Борисовна Вадимович/Вадимовна Викторович/Викторовна Витальевич/Витальевна Геннадьевич/Геннадьевна Денисович/Денисовна Егорович/Егоровна Кириллович/Кирилловна Константинович/Константиновна Леонидович/Леонидовна Матвеевич/Матвеевна Русланович/Руслановна Степанович/Степановна Тимурович/Тимуровна Фёдорович/Фёдоровна Юрьевич/Юрьевна'
    .split(' ')
    .map((pair) => pair.split('/') as [man: string, woman: string])

const pickZone = picker<string | null>([
  [43, 'Europe/Moscow'],
  [3, 'Europe/Kaliningrad'],
  [8, 'Europe/Samara'],
  [14, 'Asia/Yekaterinburg'],
  [5, 'Asia/Omsk'],
  [8, 'Asia/Novosibirsk'],
  [6, 'Asia/Krasnoyarsk'],
  [4, 'Asia/Irkutsk'],
  [2, 'Asia/Yakutsk'],
  [4, 'Asia/Vladivostok'],
  [1, 'Asia/Kamchatka'],
  [2, null],
])
const pickBarred = picker<string | null>([
  [992, null],
  [4, 'bankrupt'],
  [1, 'incapacitated'],
  [1, 'hospital'],
  [1, 'disabled'],
  [1, 'minor'],
])

const IS_WOMAN = 0.52
const HAS_PHONE = 0.97
const HAS_MESSENGER = 0.55
const OPTED_OUT = 0.03

export interface Person {
  name: string
  time_zone: string | null
  phone: string | null
  messenger: string | null
  opted_out: boolean
  barred_reason: string | null
}

export function person(random: Random): Person {
  const isWoman = random.uniform() < IS_WOMAN
  const surname = oneOf(SURNAMES, random)
  const first = oneOf(isWoman ? WOMEN : MEN, random)
  const [man, woman] = oneOf(PATRONYMICS, random)
  return {
    name: `${surname}${isWoman ? 'а' : ''} ${first} ${isWoman ? woman : man}`,
    time_zone: pickZone(random),
    phone: random.uniform() < HAS_PHONE ? phoneOf(random.uniform()) : null,
    messenger: random.uniform() < HAS_MESSENGER ? `@${latin(first)}_${latin(surname)}${10 + random.integer(90)}` : null,
    opted_out: random.uniform() < OPTED_OUT,
    barred_reason: pickBarred(random),
  }
}

/** @param share 0…1, 1 left out */
export const phoneOf = (share: number): string => `+7998${String(Math.floor(share * 1e7)).padStart(7, '0')}`

const LATIN: Readonly<Record<string, string>> = Object.fromEntries(
  'а-a б-b в-v г-g д-d е-e ё-e ж-zh з-z и-i й-y к-k л-l м-m н-n о-o п-p р-r с-s т-t у-u ф-f х-kh ц-ts ч-ch ш-sh щ-sch ъ- ы-y ь- э-e ю-yu я-ya'
    .split(' ')
    .map((pair) => pair.split('-') as [string, string]),
)

const latin = (name: string): string => [...name.toLowerCase()].map((letter) => LATIN[letter] ?? letter).join('')
