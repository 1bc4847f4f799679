import { TOTP } from 'otpauth'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { startBrowser } from './browser.ts'
import { serveOffice, type ServedOffice } from './office.ts'
import { settled, SOON } from './visit.ts'

const started = await startBrowser()
const reason = typeof started === 'string' ? started : ''

const PASSWORD = 'верная лошадь и скрепка'
const ADMIN = 'ольга'

describe.skipIf(reason !== '')(`people in a real browser ${reason}`, () => {
  const browser = started as Browser
  let office: ServedOffice
  /** of the first administrator, from their first coming in to the end */
  let headers: Readonly<Record<string, string>>
  let cookies: Awaited<ReturnType<BrowserContext['cookies']>>
  const contexts: BrowserContext[] = []

  beforeAll(async () => {
    office = await serveOffice()
    const page = await stranger()
    await page.goto(office.url)
    await page.getByText('Сюда ещё никто не входил').waitFor()
    await page.goto(office.firstLink)
    await page.getByLabel('Как вас зовут').fill('Ольга Миронова')
    await page.getByLabel('Имя для входа').fill('Ольга')
    await page.getByLabel('Пароль', { exact: true }).fill(PASSWORD)
    await page.getByRole('button', { name: 'Создать и войти' }).click()
    await page.getByRole('button', { name: 'Учётная запись: Ольга Миронова' }).waitFor()
    cookies = await page.context().cookies()
    headers = await headersOf(cookies)
  })
  afterEach(async () => {
    for (const context of contexts.splice(0)) await context.close()
  })
  afterAll(async () => {
    await browser.close()
    await office.close()
  })

  /** A browser that was never here. */
  async function stranger(options: { width?: number; height?: number; dark?: boolean } = {}): Promise<Page> {
    const { width = 1280, height = 900, dark = false } = options
    const context = await browser.newContext({
      viewport: { width, height },
      locale: 'ru-RU',
      colorScheme: dark ? 'dark' : 'light',
      reducedMotion: 'reduce',
    })
    contexts.push(context)
    const page = await context.newPage()
    page.setDefaultTimeout(SOON.timeout)
    return page
  }

  async function signIn(page: Page, login: string, path = '/'): Promise<void> {
    await page.goto(`${office.url}${path}`)
    await page.getByLabel('Имя для входа').fill(login)
    await page.getByLabel('Пароль', { exact: true }).fill(PASSWORD)
    await page.getByRole('button', { name: 'Войти', exact: true }).click()
  }

  /** The first administrator, who is still signed in. */
  const administrator = (path: string) => visit(path, cookies)

  async function headersOf(kept: typeof cookies): Promise<Record<string, string>> {
    const cookie = kept.map(({ name, value }) => `${name}=${value}`).join('; ')
    const entry = await fetch(`${office.url}/api/entry?locale=ru`, { headers: { cookie } })
    const { csrf } = (await entry.json()) as { csrf: string }
    return { cookie, 'content-type': 'application/json', 'x-csrf-token': csrf }
  }

  async function act<T>(what: string, given: object): Promise<T> {
    const body = JSON.stringify({ ...given, locale: 'ru' })
    const answer = await fetch(`${office.url}/api/people/${what}`, { method: 'POST', headers, body })
    expect([answer.status, what]).toEqual([200, what])
    return (await answer.json()) as T
  }

  /** Somebody with a password, and the cookies of their first coming in. */
  async function join(login: string, name: string, role: string): Promise<typeof cookies> {
    await act('add', { person: { login, name, role }, isDry: false })
    const { link } = await act<{ link: string }>('invite', { login })
    const code = new URL(link).searchParams.get('code')
    const answer = await fetch(`${office.url}/api/entry/accept`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code, password: PASSWORD, locale: 'ru' }),
    })
    const [cookie = ''] = (answer.headers.getSetCookie()[0] ?? '').split(';')
    return cookies.map((mine) => ({ ...mine, value: cookie.slice(cookie.indexOf('=') + 1) }))
  }

  async function visit(path: string, as: typeof cookies): Promise<Page> {
    const page = await stranger()
    await page.context().addCookies(as)
    await page.goto(office.url + path)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await settled(page)
    return page
  }

  async function accept(link: string, name: string): Promise<Page> {
    const page = await stranger()
    await page.goto(link)
    await page.getByRole('heading', { name: `Здравствуйте, ${name}!` }).waitFor()
    await page.getByLabel('Пароль', { exact: true }).fill(PASSWORD)
    await page.getByRole('button', { name: 'Сохранить и войти' }).click()
    await page.getByRole('button', { name: `Учётная запись: ${name}` }).waitFor()
    return page
  }

  const sections = (page: Page) => page.getByRole('navigation').getByRole('link').allTextContents()

  test('whoever is not signed in gets to the page that they asked for by way of sign-in', async () => {
    const page = await stranger()

    await signIn(page, ADMIN, '/settings?x=1')

    await page.getByRole('heading', { level: 1, name: 'Настройки' }).waitFor()
    expect(new URL(page.url()).pathname).toBe('/settings')
  })

  test('a wrong password is told in place, and nothing else is', async () => {
    const page = await stranger()
    await page.goto(`${office.url}/sign-in?next=https://evil.example/`)
    await page.getByLabel('Имя для входа').fill('никто')
    await page.getByLabel('Пароль', { exact: true }).fill('не тот пароль')
    await page.keyboard.press('Enter')

    await page
      .getByRole('alert')
      .getByText(/Неверное имя или пароль/)
      .waitFor()
    await page.getByLabel('Имя для входа').fill(ADMIN)
    await page.getByLabel('Пароль', { exact: true }).fill(PASSWORD)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1 }).filter({ hasText: 'Сводка' }).waitFor()

    expect(page.url()).toBe(`${office.url}/`)
  })

  test('a link that was used says so and leads to sign-in', async () => {
    const page = await stranger()
    await page.goto(office.firstLink)

    await page.getByRole('heading', { name: 'Ссылка больше не действует' }).waitFor()
    await page.getByRole('link', { name: 'Вход' }).click()
    await page.getByRole('heading', { level: 1, name: 'Вход' }).waitFor()

    expect(page.url()).toBe(`${office.url}/sign-in`)
  })

  test('somebody is added after a dry run, comes in by the link, and sees the rows of their own values', async () => {
    const page = await administrator('/people')
    await page.getByRole('button', { name: 'Добавить человека' }).click()
    const form = page.getByRole('dialog', { name: 'Новый человек' })
    await form.getByLabel('Имя', { exact: true }).fill('Мария Лунёва')
    await form.getByLabel('Имя для входа').fill('Luneva')
    await form.getByRole('radio', { name: 'branch' }).click()
    await form.getByRole('combobox', { name: 'Свои значения: Менеджер' }).click()
    await page.getByRole('option', { name: 'Анна Ежова' }).click()
    await form.getByRole('button', { name: 'Проверить' }).click()

    const lines = form.getByRole('list', { name: 'Что изменится' }).getByRole('listitem')
    await lines.first().waitFor()
    expect(await lines.allTextContents()).toEqual([
      'Имя для входаluneva',
      'ИмяМария Лунёва',
      'Рольbranch',
      'Свои значенияМенеджер: Анна Ежова',
    ])
    expect(await page.getByRole('row').filter({ hasText: 'luneva' }).count()).toBe(0)
    await form.getByRole('button', { name: 'Добавить' }).click()
    const opened = page.getByRole('dialog', { name: 'Мария Лунёва' })
    await opened.getByRole('button', { name: 'Получить ссылку-приглашение' }).click()
    const theirs = await accept(await opened.getByLabel('Приглашение для Мария Лунёва').inputValue(), 'Мария Лунёва')
    const values = await theirs.evaluate<string[]>(
      `fetch('/api/values/manager?locale=ru').then((answer) => answer.json()).then((all) => all.map((one) => one.value))`,
    )
    expect(values).toEqual(['Анна Ежова'])
  })

  test('the last administrator cannot be removed, and somebody of the settings not changed', async () => {
    const page = await administrator('/people')
    await page
      .getByRole('row')
      .getByRole('button', { name: /Ольга Миронова/ })
      .click()
    const admin = page.getByRole('dialog', { name: 'Ольга Миронова' })
    await admin.getByRole('button', { name: 'Удалить' }).click()
    await admin.getByText(/последний администратор/).waitFor()
    await admin.getByRole('button', { name: 'Закрыть' }).click()
    await page
      .getByRole('row')
      .getByRole('button', { name: /Пётр Воронцов/ })
      .click()

    const settled = page.getByRole('dialog', { name: 'Пётр Воронцов' })
    await settled.getByText(/заданы в svodka.config.ts/).waitFor()
    expect(await settled.getByRole('button', { name: 'Удалить' }).count()).toBe(0)
  })

  test.each([
    ['admin', ['Данные', 'Люди'], []],
    ['manager', [], ['Данные', 'Люди']],
    ['analyst', ['Данные'], ['Люди']],
    ['seller', [], ['Данные', 'Люди']],
    ['operator', [], ['Данные', 'Люди']],
  ])('%s comes in and sees the doors of the role, and no other', async (role, open, closed) => {
    await join(`one-${role}`, `Имя ${role}`, role)
    const page = await stranger()
    await signIn(page, `one-${role}`, '/people')

    const title = open.includes('Люди') ? 'Люди' : 'Эта страница вам недоступна'
    await page.getByRole('heading', { level: 1, name: title }).waitFor()
    const seen = await sections(page)
    expect(seen).toEqual(expect.arrayContaining(['Главная', 'Исследование', 'Отчёты', 'Настройки', ...open]))
    expect(seen.filter((title) => closed.includes(title))).toEqual([])
  })

  test('somebody is found, changed and removed, and is signed out at once', async () => {
    const theirs = await visit('/settings', await join('kuzmin', 'Степан Кузьмин', 'analyst'))
    const page = await administrator('/people')
    await page.getByLabel('Имя, логин, роль или значение').fill('аналитик степан')
    await page
      .getByRole('row')
      .getByRole('button', { name: /Степан Кузьмин/ })
      .click()
    const form = page.getByRole('dialog', { name: 'Степан Кузьмин' })
    await form.getByRole('radio', { name: 'Руководитель' }).click()
    await form.getByRole('button', { name: 'Проверить' }).click()
    const lines = form.getByRole('list', { name: 'Что изменится' }).getByRole('listitem')
    await lines.first().waitFor()
    expect(await lines.allTextContents()).toEqual(['РольАналитикРуководитель'])
    await form.getByRole('button', { name: 'Изменить' }).click()
    await form.waitFor({ state: 'hidden' })
    await page.getByLabel('Имя, логин, роль или значение').fill('kuzmin')
    await page.getByRole('row', { name: /Руководитель/ }).waitFor()

    await theirs.reload()
    await theirs.getByRole('heading', { level: 1, name: 'Вход' }).waitFor()
    await page
      .getByRole('row')
      .getByRole('button', { name: /Степан Кузьмин/ })
      .click()
    await form.getByRole('button', { name: 'Удалить' }).click()
    await form.getByText('Степан Кузьмин больше не войдёт').waitFor()
    await form.getByRole('button', { name: 'Удалить' }).click()
    await page.getByText('Никого не нашлось').waitFor()
    await signIn(theirs, 'kuzmin')
    await theirs
      .getByRole('alert')
      .getByText(/Неверное имя или пароль/)
      .waitFor()
  })

  test('one-time passwords are asked for once they are on; a recovery code works once', async () => {
    const page = await visit('/account', await join('sokolova', 'Вера Соколова', 'analyst'))
    await page.getByRole('region', { name: 'Одноразовые пароли' }).getByRole('button', { name: 'Включить' }).click()
    const modal = page.getByRole('dialog', { name: 'Одноразовые пароли' })
    await modal.getByLabel('Пароль', { exact: true }).fill(PASSWORD)
    await page.keyboard.press('Enter')
    const secret = await modal.getByLabel('Ключ для ввода вручную').inputValue()
    await modal.getByLabel('Код из приложения').fill(new TOTP({ secret }).generate())
    await page.keyboard.press('Enter')
    const shown = modal.getByRole('list', { name: 'Запасные коды' }).getByRole('listitem')
    await shown.first().waitFor()
    const codes = await shown.allTextContents()

    const again = await stranger()
    await signIn(again, 'sokolova', '/settings')
    await again.getByRole('heading', { name: 'Код из приложения' }).waitFor()
    await again.getByRole('button', { name: 'Приложения под рукой нет' }).click()
    await again.getByLabel('Запасной код').fill(codes[0] ?? '')
    await again.keyboard.press('Enter')
    await again.getByRole('heading', { level: 1, name: 'Настройки' }).waitFor()
    const third = await stranger()
    await signIn(third, 'sokolova')
    await third.getByRole('button', { name: 'Приложения под рукой нет' }).click()
    await third.getByLabel('Запасной код').fill(codes[0] ?? '')
    await third.keyboard.press('Enter')

    expect(await third.getByRole('alert').textContent()).toContain('Код неверный или уже использован')
  })

  test('a token is shown once, asks as its person, and is revoked', async () => {
    const page = await administrator('/account')
    await page.getByRole('button', { name: 'Создать токен' }).click()
    const modal = page.getByRole('dialog', { name: 'Новый токен API' })
    await modal.getByLabel('Название').fill('Power BI')
    await modal.getByRole('button', { name: 'Создать токен' }).click()
    const secret = await modal.getByLabel('Токен', { exact: true }).inputValue()
    const ask = (path: string) =>
      fetch(`${office.url}/api/${path}?locale=ru`, { headers: { authorization: `Bearer ${secret}` } })

    expect([(await ask('catalog')).status, (await ask('people')).status]).toEqual([200, 403])
    await modal.getByRole('button', { name: 'Скопировал' }).click()
    expect(await page.getByText(secret).count()).toBe(0)
    await page.getByRole('button', { name: 'Отозвать токен: Power BI' }).click()
    await page.getByRole('button', { name: 'Отозвать насовсем' }).click()
    await page.getByRole('button', { name: 'Отозвать токен: Power BI' }).waitFor({ state: 'detached' })
    expect((await ask('catalog')).status).toBe(401)
  })

  test('another session is ended from here, and the record tells who did what', async () => {
    const other = await stranger()
    await signIn(other, ADMIN, '/settings')
    await other.getByRole('navigation').waitFor()
    const page = await administrator('/account')
    await page.getByRole('button', { name: 'Выйти на всех остальных' }).click()
    await page.getByRole('button', { name: 'Выйти на всех остальных' }).waitFor({ state: 'detached' })
    await other.goto(`${office.url}/account`)
    await other.getByRole('heading', { level: 1, name: 'Вход' }).waitFor()

    await page.goto(`${office.url}/people/record`)
    await page.getByLabel('Действие').selectOption('session.ended')
    const record = page.getByRole('list', { name: 'Журнал' }).getByRole('listitem')
    await record.first().waitFor()
    expect(await record.first().textContent()).toContain(`${ADMIN} сеанс завершён`)
  })

  test('by keyboard alone: in, to People by the search, to the account, out', async () => {
    const page = await stranger()
    await page.goto(`${office.url}/sign-in`)
    await page.locator('input[name="login"]:focus').waitFor()
    await page.keyboard.type(ADMIN)
    await page.keyboard.press('Tab')
    await page.keyboard.type(PASSWORD)
    await page.keyboard.press('Enter')
    await page.getByRole('navigation').waitFor()
    await page.keyboard.press('Control+k')
    await page.locator('input:focus[placeholder^="Страница"]').waitFor()
    await page.keyboard.type('люди')
    await page.locator('[data-combobox-selected]', { hasText: /^Люди/ }).waitFor()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Люди' }).waitFor()
    await page.getByRole('button', { name: /^Учётная запись/ }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('menuitem', { name: 'Выйти' }).waitFor()
    const next = async () => {
      await page.keyboard.press('ArrowDown')
      return page.evaluate<string>('document.activeElement.textContent')
    }
    await expect.poll(next, SOON).toBe('Выйти')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Вход' }).waitFor()
    await page.goto(`${office.url}/people`)
    await page.getByRole('heading', { level: 1, name: 'Вход' }).waitFor()

    expect(new URL(page.url()).searchParams.get('next')).toBe('/people')
  })

  test('every page of it fits a phone, in the dark too', async () => {
    const page = await stranger({ width: 390, height: 844, dark: true })
    const isWide = () =>
      page.evaluate<boolean>('document.documentElement.scrollWidth > document.documentElement.clientWidth')
    await page.goto(`${office.url}/sign-in`)
    await page.getByLabel('Имя для входа').waitFor()
    expect(await isWide()).toBe(false)
    await signIn(page, ADMIN, '/account')

    for (const path of ['/account', '/people', '/people/roles', '/people/tokens', '/people/record', '/settings']) {
      await page.goto(office.url + path)
      await page.getByRole('heading', { level: 1 }).waitFor()
      await settled(page)
      expect([path, await isWide()]).toEqual([path, false])
    }
  })
})
