import { Title } from '@mantine/core'
import { useAccount } from '../api/account.ts'
import { useSay } from '../locale.tsx'
import { Failure, Waiting } from '../parts/states.tsx'
import { useTitle } from '../parts/title.ts'
import styles from './account.module.css'
import { Identity } from './Identity.tsx'
import { Password } from './Password.tsx'
import { Sessions } from './Sessions.tsx'
import { Tokens } from './Tokens.tsx'
import { Totp } from './Totp.tsx'
import { words } from './words.ts'

/** What somebody does about themselves: password, one-time passwords, where they are signed in, tokens. */
export function AccountPage() {
  const say = useSay(words)
  const { data: account, error, refetch } = useAccount()
  useTitle(say('account'))
  return (
    <div className={`page ${styles.page}`}>
      <header className="page-head">
        <Title order={1}>{say('account')}</Title>
      </header>
      {error && !account && <Failure error={error} onRetry={() => void refetch()} />}
      {!account && !error && <Waiting height={480} />}
      {account && (
        <>
          <Identity person={account.person} />
          <Password person={account.person} />
          <Totp hasTotp={account.hasTotp} />
          <Sessions sessions={account.sessions} />
          <Tokens tokens={account.tokens} abilities={account.abilities} />
        </>
      )}
    </div>
  )
}
