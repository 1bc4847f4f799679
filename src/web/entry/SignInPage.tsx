import { useSearch } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useEntry } from '../api/entry.ts'
import { useSay } from '../locale.tsx'
import { Empty, Failure, Waiting } from '../parts/states.tsx'
import { CodeForm } from './CodeForm.tsx'
import { EntryFrame } from './EntryFrame.tsx'
import { ownPath } from './own-path.ts'
import { PasswordForm } from './PasswordForm.tsx'
import { words } from './words.ts'

/** Into the program: name and password, then the code of an app where somebody has one; or by the company's own sign-in. */
export function SignInPage() {
  const say = useSay(words)
  const { next: asked }: { next?: unknown } = useSearch({ strict: false })
  const next = ownPath(asked, window.location.origin)
  const { data: entry, error, refetch } = useEntry()
  const [ticket, setTicket] = useState<string>()
  // why the second step led back to the first
  const [notice, setNotice] = useState('')
  // a whole new page, so that nothing of an earlier person stays in memory
  const enter = () => window.location.replace(next)
  const isIn = entry?.isSignedIn === true
  useEffect(() => {
    if (isIn) window.location.replace(next)
  }, [isIn, next])
  return (
    <EntryFrame entry={entry} title={say('sign_in')}>
      {!entry && error && <Failure error={error} onRetry={() => void refetch()} />}
      {((!entry && !error) || isIn) && <Waiting height={260} />}
      {entry && !isIn && !entry.isOpen && <Empty title={say('not_open')} next={say('not_open_next')} isPage />}
      {entry?.isOpen && !isIn && ticket === undefined && (
        <PasswordForm oidc={entry.oidc} next={next} notice={notice} onIn={enter} onCode={setTicket} />
      )}
      {entry?.isOpen && !isIn && ticket !== undefined && (
        <CodeForm
          ticket={ticket}
          onIn={enter}
          onBack={(why) => {
            setNotice(why)
            setTicket(undefined)
          }}
        />
      )}
    </EntryFrame>
  )
}
