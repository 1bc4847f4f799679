/** The events of the seed, by its own names. */
export const EVENT = {
  application: 'Создание заявки',
  lineOneTask: 'Назначение задачи на звонок 1Л',
  lineOneAnswer: 'Ученик ответил на звонок оператора 1л',
  lessonSet: 'Назначение ВУ',
  teacherCame: 'Выход МВУ на ВУ',
  lessonDone: 'Успешный ВУ',
  lineTwoTask: 'Назначена задача на вторую линию',
  lineTwoAnswer: 'Дозвон 2Л',
  demoBegun: 'Переход на ДУ (ДУ начался)',
  demoDone: 'ДУ завершен',
  messageSent: 'Отправка сообщения WA',
  messageAnswered: 'У ответил на сообщение WA',
  purchase: 'Покупка',
} as const

/** The seed's processes, steps and experiments as the settings of the pack. */
export const sampleJourneySettings = {
  processes: [
    {
      id: 'applications',
      title: 'Открытые заявки',
      start: EVENT.application,
      end: [
        EVENT.lessonSet,
        EVENT.teacherCame,
        EVENT.lessonDone,
        EVENT.lineOneTask,
        EVENT.lineOneAnswer,
        EVENT.lineTwoTask,
        EVENT.lineTwoAnswer,
      ],
    },
    { id: 'line_1', title: 'Первая линия', start: EVENT.lineOneTask, end: [EVENT.lineOneAnswer] },
    { id: 'line_2', title: 'Вторая линия', start: EVENT.lineTwoTask, end: [EVENT.lineTwoAnswer] },
    { id: 'payment', title: 'Оплата ВУ', start: EVENT.lessonDone, end: [EVENT.purchase, EVENT.lineTwoTask] },
  ],
  funnel: [
    EVENT.application,
    EVENT.lineOneTask,
    EVENT.lineOneAnswer,
    EVENT.lessonSet,
    EVENT.teacherCame,
    EVENT.lessonDone,
    EVENT.purchase,
  ],
  funnelWindowDays: 30,
  experiments: [EVENT.demoBegun, EVENT.demoDone, EVENT.messageSent, EVENT.messageAnswered],
  purchase: EVENT.purchase,
}
