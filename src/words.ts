import { defineWords } from './base/index.ts'

/** Texts of the place where everything meets. */
export const words = defineWords({
  en: {
    no_report: 'There is no report “{id}”.{hint, select, none {} other { Did you mean “{hint}”?}} Known: {known}.',
    no_recipient:
      'There is no recipient “{id}”.{hint, select, none {} other { Did you mean “{hint}”?}} Known: {known}.',
    no_schedule: 'There is no schedule “{id}”.{hint, select, none {} other { Did you mean “{hint}”?}} Known: {known}.',
    no_sample:
      'The pack “{pack}” has no sample files.{hint, select, none {} other { Did you mean “{hint}”?}} Packs that have: {known}.',
    no_sample_file:
      'The sample of “{pack}” has no file “{file}”.{hint, select, none {} other { Did you mean “{hint}”?}} Known: {known}.',
    nothing_to_split: 'There is no JSON file in {folder}. Make some: svodka generate lending --out {folder}',
    not_invited: "{path} names a chat, so a code would bind nobody. Write 'invited' there first, or change the chat.",
    already_serving:
      'Svodka runs already in {folder}. Stop it first, or start beside it what it does not do: svodka serve --only web or bot.',
    no_bot: "svodka.config.ts has no bot. Add delivery: '{' telegram: '{' token: secret('TELEGRAM_TOKEN') '}' '}'.",
    data_away: 'the data cannot be reached just now. Please ask again in a few minutes.',
    forbidden: 'A preview shows what its recipients may see, so it is for roles that see every row.',
    already_running: '“{id}” is running already; wait until it ends.',
    test_sent: 'arrived',
    'schedule.all_sources': 'Reading all sources',
    'schedule.sources': 'Reading {sources}',
    'schedule.publish': 'Publication “{id}”',
    no_target:
      'There is no target “{id}” under publish.{hint, select, none {} other { Did you mean “{hint}”?}} Known: {known}.',
    no_targets:
      "svodka.config.ts names nowhere to publish to. Add publish: ['{' id: 'bi', postgres: '{' url: secret('BI_DATABASE_URL') '}', marts: 'all' '}'], as docs/publish.md shows.",
    'trouble.source': 'The source “{id}” cannot be read',
    'well.source': 'The source “{id}” is read again',
    'still_works.source':
      'Reports go out as scheduled; figures of “{id}” end {asOf, select, none {nowhere: nothing was read yet} other {at {asOf}}}.{well, select, none {} other { Up to date: {well}.}}',
    'trouble.bot': 'The Telegram bot does not work as it should',
    'well.bot': 'The Telegram bot works again',
    'still_works.bot': 'The page and the schedules go on.',
    'bot.when': '“{title}”: {when}',
    'trouble.job': 'The scheduled run “{job}” failed',
    'well.job': 'The scheduled run “{job}” succeeds again',
    'still_works.job': 'Everything else goes on: the page, the bot and the other schedules.',
    no_person:
      'There is no “{login}” among the people.{hint, select, none {} other { Did you mean “{hint}”?}} All of them: svodka people list',
    may_not: '“{login}” has the role “{role}”, which may not do this: it lacks the right “{ability}”.',
    unknown_channel:
      '{path}: there is no such setting or channel.{hint, select, none {} other { Did you mean “{hint}”?}} Known: {known}.',
    unknown_role:
      '{path}: there is no role “{role}”.{hint, select, none {} other { Did you mean “{hint}”?}} Known: {known}.',
    channel_closed: '{path}: the channel “{channel}” has no settings yet; add them under delivery.{channel}.',
  },
  ru: {
    no_report: 'Отчёта «{id}» нет.{hint, select, none {} other { Может быть, «{hint}»?}} Известны: {known}.',
    no_recipient: 'Получателя «{id}» нет.{hint, select, none {} other { Может быть, «{hint}»?}} Известны: {known}.',
    no_schedule: 'Расписания «{id}» нет.{hint, select, none {} other { Может быть, «{hint}»?}} Известны: {known}.',
    no_sample:
      'У пакета «{pack}» нет файлов с примером.{hint, select, none {} other { Может быть, «{hint}»?}} Есть у пакетов: {known}.',
    no_sample_file:
      'В примере пакета «{pack}» нет файла «{file}».{hint, select, none {} other { Может быть, «{hint}»?}} Есть: {known}.',
    nothing_to_split: 'В папке {folder} нет файлов JSON. Создать: svodka generate lending --out {folder}',
    not_invited: "В {path} стоит чат, поэтому код никого не подключит. Впишите там 'invited' или поменяйте чат.",
    already_serving:
      'В {folder} Сводка уже работает. Сначала остановите её или запустите рядом то, чего она не делает: svodka serve --only web или bot.',
    no_bot:
      "В svodka.config.ts нет бота. Добавьте delivery: '{' telegram: '{' token: secret('TELEGRAM_TOKEN') '}' '}'.",
    data_away: 'данные сейчас недоступны. Спросите, пожалуйста, ещё раз через несколько минут.',
    forbidden: 'Просмотр показывает то, что видят получатели, поэтому он доступен ролям, которые видят все строки.',
    already_running: '«{id}» уже выполняется; дождитесь конца.',
    test_sent: 'доставлено',
    'schedule.all_sources': 'Чтение всех источников',
    'schedule.sources': 'Чтение: {sources}',
    'schedule.publish': 'Публикация «{id}»',
    no_target: 'Среди publish нет «{id}».{hint, select, none {} other { Может быть, «{hint}»?}} Известны: {known}.',
    no_targets:
      "В svodka.config.ts не сказано, куда публиковать. Добавьте publish: ['{' id: 'bi', postgres: '{' url: secret('BI_DATABASE_URL') '}', marts: 'all' '}'], как показано в docs/publish.md.",
    'trouble.source': 'Источник «{id}» не читается',
    'well.source': 'Источник «{id}» снова читается',
    'still_works.source':
      'Отчёты уходят по расписанию; данные источника «{id}»: {asOf, select, none {ещё ни разу не получены} other {на {asOf}}}.{well, select, none {} other { В порядке: {well}.}}',
    'trouble.bot': 'Бот в Telegram работает не так, как должен',
    'well.bot': 'Бот в Telegram снова работает',
    'still_works.bot': 'Страница и расписания работают.',
    'bot.when': '«{title}»: {when}',
    'trouble.job': 'Не удалось выполнить по расписанию: {job}',
    'well.job': 'Снова выполняется по расписанию: {job}',
    'still_works.job': 'Остальное работает: страница, бот и другие расписания.',
    no_person:
      'Среди людей нет «{login}».{hint, select, none {} other { Может быть, «{hint}»?}} Все люди: svodka people list',
    may_not: 'У «{login}» роль «{role}», а в ней нет нужного права «{ability}».',
    unknown_channel:
      '{path}: такой настройки или канала нет.{hint, select, none {} other { Может быть, «{hint}»?}} Известны: {known}.',
    unknown_role: '{path}: роли «{role}» нет.{hint, select, none {} other { Может быть, «{hint}»?}} Известны: {known}.',
    channel_closed: '{path}: канал «{channel}» ещё не настроен; добавьте delivery.{channel}.',
  },
})
