import { refusal } from './say.ts'

const LEAST = 10
const MOST = 1000
/** Fewer different characters than this are a key held down. */
const LEAST_DIFFERENT = 4

/** The commonest beginnings of leaked passwords, in both keyboards; what is only digits and signs behind one is no better. */
const COMMON = new Set(
  `password passw0rd p@ssword p@ssw0rd passwort qwerty qwertyuiop qwertyui qwerty123qwerty asdfghjkl asdfghjk zxcvbnm
  qazwsx qazwsxedc qweasd qweasdzxc qwer1234 1q2w3e 1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx 1qaz2wsx3edc zaq12wsx
  abcdef abcdefgh abcdefghij abc123 iloveyou letmein welcome admin administrator root superuser changeme default secret
  monkey dragon football baseball sunshine princess superman batman starwars whatever trustno1 login guest test testtest
  svodka сводка пароль парольпароль йцукен йцукенг йцукенгшщз фывапролдж ячсмить привет приветпривет любовь админ
  администратор россия москва наташа марина максим parol gfhjkm ghbdtn yfnfif privet rossiya moskva natasha`.split(
    /\s+/,
  ),
)
const RUNS = ['01234567890123456789', '98765432109876543210', 'abcdefghijklmnopqrstuvwxyz', 'абвгдежзийклмнопрст']

/**
 * Refuses a password that is easily guessed: NIST SP 800-63B asks for length and a list of the commonest, and for no rules of
 * capitals and signs.
 * @throws {RequestError} saying what is wrong with it
 */
export function checkPassword(password: string, { login, name }: { login: string; name: string }): void {
  const meant = password.normalize('NFKC').toLowerCase()
  const length = [...meant].length
  if (length < LEAST) throw refusal('short_password', { least: LEAST })
  if (length > MOST) throw refusal('long_password', { most: MOST })
  const bare = (text: string) => text.normalize('NFKC').toLowerCase().replace(/\s/g, '')
  const names = new Set([login, name, login.split('@')[0] ?? ''].map(bare))
  if (names.has(bare(meant)) || names.has(coreOf(bare(meant)))) throw refusal('password_is_name')
  if (isCommon(bare(meant))) throw refusal('common_password')
}

/** Without the digits and signs that people put around a word to please a rule. */
const coreOf = (text: string): string => text.replace(/^[^\p{L}]+(?=\p{L})|(?<=\p{L})[^\p{L}]+$/gu, '')

const isCommon = (text: string): boolean =>
  new Set(text).size < LEAST_DIFFERENT ||
  COMMON.has(text) ||
  COMMON.has(coreOf(text)) ||
  COMMON.has(text.replace(/[^\p{L}\d]+$/u, '')) ||
  RUNS.some((run) => run.includes(text))
