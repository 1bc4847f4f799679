/** An error of 1C itself, by its own code. */
export class Refusal extends Error {
  readonly status: number
  readonly code: string

  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

export const notSupported = (what: string): Refusal => new Refusal(400, '0', `Не поддерживается: ${what}`)
export const wrongOption = (what: string): Refusal => new Refusal(400, '14', `Ошибка разбора опции запроса: ${what}`)
export const noProperty = (name: string): Refusal => new Refusal(400, '10', `Свойство не найдено: ${name}`)
export const noSet = (name: string): Refusal => new Refusal(404, '8', `Тип сущности "${name}" не найден`)
export const noInstance = (): Refusal => new Refusal(404, '9', 'Экземпляр сущности не найден')
export const noRights = (): Refusal => new Refusal(401, '20', 'Нарушение прав доступа!')
