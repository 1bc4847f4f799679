import type { Line } from '../settings.ts'

/** Who and what the made-up help desk consists of. */
export interface SampleGroup {
  name: string
  line: Line
  weight: number
}

export const GROUPS: readonly SampleGroup[] = [
  { name: 'Первая линия: клиенты', line: 'line_1', weight: 42 },
  { name: 'Первая линия: партнёры', line: 'line_1', weight: 26 },
  { name: 'Первая линия: чат', line: 'line_1', weight: 22 },
  { name: 'Ночная смена', line: 'line_1', weight: 10 },
  { name: 'Эксперты: учёт', line: 'line_2', weight: 36 },
  { name: 'Эксперты: интеграции', line: 'line_2', weight: 26 },
  { name: 'Эксперты: отчётность', line: 'line_2', weight: 22 },
  { name: 'Эксперты: оборудование', line: 'line_2', weight: 16 },
  { name: 'Разработка: ядро', line: 'development', weight: 60 },
  { name: 'Разработка: интерфейсы', line: 'development', weight: 40 },
]

/** The sample's groups as the setting `lines` wants them. */
export const sampleLines = {
  line_1: GROUPS.filter(({ line }) => line === 'line_1').map(({ name }) => name),
  line_2: GROUPS.filter(({ line }) => line === 'line_2').map(({ name }) => name),
  development: GROUPS.filter(({ line }) => line === 'development').map(({ name }) => name),
}

export interface SampleCategory {
  name: string
  weight: number
  /** how much longer than usual such tickets take */
  slowness: number
  /** shares of line 1, line 2 and development */
  lines: readonly [number, number, number]
  subjects: readonly string[]
}

export const CATEGORIES: readonly SampleCategory[] = [
  {
    name: 'Доступ и пароли',
    weight: 17,
    slowness: 0.6,
    lines: [88, 11, 1],
    subjects: [
      'Не могу войти в личный кабинет',
      'Не приходит код подтверждения',
      'Сбросьте пароль сотрудника',
      'Заблокирован вход после отпуска',
    ],
  },
  {
    name: 'Оплата и счета',
    weight: 13,
    slowness: 0.9,
    lines: [72, 25, 3],
    subjects: [
      'Не выставлен счёт за {month}',
      'Оплата прошла дважды',
      'Нужен акт сверки за {month}',
      'Счёт № {number}: неверные реквизиты',
    ],
  },
  {
    name: 'Как сделать',
    weight: 14,
    slowness: 0.7,
    lines: [85, 14, 1],
    subjects: [
      'Как добавить нового сотрудника?',
      'Как выгрузить список клиентов?',
      'Где настроить уведомления?',
      'Как объединить две карточки клиента?',
    ],
  },
  {
    name: 'Отчёты',
    weight: 10,
    slowness: 1.15,
    lines: [45, 48, 7],
    subjects: [
      'Отчёт по продажам не открывается',
      'Расходятся суммы в отчёте за {month}',
      'В отчёте нет строк по складу {number}',
      'Отчёт строится дольше десяти минут',
    ],
  },
  {
    name: 'Интеграция с 1С',
    weight: 8,
    slowness: 1.7,
    lines: [28, 55, 17],
    subjects: [
      'Не идёт обмен с 1С с {month}',
      'Дублируются контрагенты после обмена',
      'Ошибка обмена № {number}',
      'После обновления 1С не загружаются остатки',
    ],
  },
  {
    name: 'Печать и кассы',
    weight: 7,
    slowness: 1.1,
    lines: [58, 38, 4],
    subjects: [
      'Касса не печатает чек',
      'Чек печатается без названия товара',
      'Не видит принтер этикеток',
      'Ошибка кассы № {number}',
    ],
  },
  {
    name: 'Мобильное приложение',
    weight: 7,
    slowness: 1.3,
    lines: [52, 26, 22],
    subjects: [
      'Приложение закрывается при входе',
      'Не приходят уведомления на телефон',
      'На планшете не видно кнопки «Сохранить»',
      'Не загружается фото в карточку',
    ],
  },
  {
    name: 'Медленная работа',
    weight: 6,
    slowness: 1.45,
    lines: [35, 42, 23],
    subjects: [
      'Список заказов открывается минуту',
      'Всё зависает после обеда',
      'Долго сохраняется документ № {number}',
      'Медленно работает поиск',
    ],
  },
  {
    name: 'Ошибка в данных',
    weight: 6,
    slowness: 1.35,
    lines: [36, 50, 14],
    subjects: [
      'Пропали остатки по складу {number}',
      'Неверный НДС в документе № {number}',
      'Задвоились заказы за {month}',
      'Не та цена в карточке товара',
    ],
  },
  {
    name: 'Заявка на доработку',
    weight: 5,
    slowness: 1.9,
    lines: [22, 26, 52],
    subjects: [
      'Добавьте поле «Договор» в заказ',
      'Нужна выгрузка в формате банка',
      'Просим сделать массовую смену цен',
      'Доработка печатной формы № {number}',
    ],
  },
  {
    name: 'Импорт и экспорт',
    weight: 4,
    slowness: 1.25,
    lines: [42, 48, 10],
    subjects: [
      'Файл с прайсом не загружается',
      'Кракозябры в выгрузке CSV',
      'Загрузка остановилась на строке {number}',
      'Экспорт заказов за {month} пустой',
    ],
  },
  {
    name: 'Прочее',
    weight: 3,
    slowness: 1,
    lines: [75, 21, 4],
    subjects: ['Вопрос по договору', 'Пожелание', 'Перезвоните, пожалуйста', 'Спасибо за помощь, вопрос по тарифу'],
  },
]

export const AGENTS: readonly string[] = [
  'Анна Белова', 'Игорь Соколов', 'Мария Кузнецова', 'Дмитрий Орлов', 'Екатерина Лебедева',
  'Павел Морозов', 'Ольга Новикова', 'Сергей Волков', 'Татьяна Зайцева', 'Алексей Павлов',
  'Наталья Семёнова', 'Роман Голубев', 'Юлия Виноградова', 'Андрей Богданов', 'Ирина Воробьёва',
  'Максим Фёдоров', 'Светлана Михайлова', 'Никита Беляев', 'Елена Тарасова', 'Артём Комаров',
  'Вера Орехова', 'Илья Киселёв', 'Ксения Макарова', 'Глеб Андреев', 'Полина Ковалёва',
] // prettier-ignore

export const SPAM_SUBJECTS = [
  'Выгодный кредит за 5 минут',
  'SEO-продвижение вашего сайта',
  'Вы выиграли приз',
  'База клиентов недорого',
]

export const MONTHS = [
  'январь',
  'февраль',
  'март',
  'апрель',
  'май',
  'июнь',
  'июль',
  'август',
  'сентябрь',
  'октябрь',
  'ноябрь',
  'декабрь',
]

/** Days off of the made-up company in 2023, after the Russian calendar. */
export const HOLIDAYS = [
  '2023-01-01', '2023-01-02', '2023-01-03', '2023-01-04', '2023-01-05', '2023-01-06', '2023-01-07', '2023-01-08',
  '2023-02-23', '2023-02-24', '2023-03-08', '2023-05-01', '2023-05-08', '2023-05-09', '2023-06-12', '2023-11-06',
] // prettier-ignore
