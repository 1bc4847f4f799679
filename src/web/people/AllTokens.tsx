import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { TokenView } from '../../api/index.ts'
import { useRevokeTokenOf } from '../api/people.ts'
import { useSay } from '../locale.tsx'
import { Fault } from '../parts/Fault.tsx'
import { useFormat } from '../parts/format.ts'
import { Empty } from '../parts/states.tsx'
import styles from './people.module.css'
import { words } from './words.ts'

/** Everybody's tokens; any can be revoked. */
export function AllTokens({ tokens }: { tokens: readonly TokenView[] }) {
  const say = useSay(words)
  if (tokens.length === 0) return <Empty title={say('tokens_none')} next={say('tokens_none_next')} />
  return (
    <div className={styles.sheet}>
      <table className={styles.table}>
        <caption className={styles.unseen}>{say('part_tokens')}</caption>
        <thead>
          <tr>
            {['token', 'person', 'scope', 'until', 'used'].map((column) => (
              <th key={column} scope="col">
                {say(`column_${column}`)}
              </th>
            ))}
            <th scope="col">
              <span className={styles.unseen}>{say('revoke')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {tokens.map((token) => (
            <TokenLine key={token.id} token={token} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function TokenLine({ token: { id, name, person, scope, validUntil, usedAt } }: { token: TokenView }) {
  const say = useSay(words)
  const format = useFormat()
  const revoke = useRevokeTokenOf()
  const [isAsked, { open }] = useDisclosure(false)
  return (
    <tr>
      <td data-label={say('column_token')}>
        <b>{name}</b>
      </td>
      <td data-label={say('column_person')}>
        <div>{person}</div>
      </td>
      <td data-label={say('column_scope')}>
        <div>{scope.map((ability) => say(`ability_${ability}`)).join(', ')}</div>
      </td>
      <td data-label={say('column_until')} className={styles.moment}>
        <div>{format(validUntil, 'instant')}</div>
      </td>
      <td data-label={say('column_used')} className={styles.moment}>
        <div>{usedAt ? format(usedAt, 'instant') : say('token_unused')}</div>
      </td>
      <td>
        <Button
          size="compact-sm"
          variant={isAsked ? 'filled' : 'subtle'}
          color="red"
          loading={revoke.isPending}
          aria-label={say(isAsked ? 'revoke_sure_named' : 'revoke_named', { name, person })}
          onClick={() => (isAsked ? revoke.mutate({ id }) : open())}
        >
          {say(isAsked ? 'revoke_sure' : 'revoke')}
        </Button>
        <Fault error={revoke.error} />
      </td>
    </tr>
  )
}
