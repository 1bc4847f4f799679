import { Button, Modal } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconPlus } from '@tabler/icons-react'
import type { Ability, TokenView } from '../../api/index.ts'
import { useRevokeToken } from '../api/account.ts'
import { useSay } from '../locale.tsx'
import { Fault } from '../parts/Fault.tsx'
import { useFormat } from '../parts/format.ts'
import styles from './account.module.css'
import { NewToken } from './NewToken.tsx'
import { Part } from './Part.tsx'
import { words } from './words.ts'

interface TokensProps {
  tokens: readonly TokenView[]
  /** what a token of theirs may carry at most */
  abilities: readonly Ability[]
}

/** Keys for programs that ask in this person's name. */
export function Tokens({ tokens, abilities }: TokensProps) {
  const say = useSay(words)
  const revoke = useRevokeToken()
  const [isOpen, { open, close }] = useDisclosure(false)
  return (
    <Part
      title={say('tokens')}
      meaning={say('tokens_meaning')}
      action={
        <Button
          variant="default"
          size="sm"
          leftSection={<IconPlus size={15} stroke={1.8} aria-hidden />}
          onClick={open}
        >
          {say('token_make')}
        </Button>
      }
    >
      {tokens.length > 0 && (
        <ul className={styles.list} aria-label={say('tokens')}>
          {tokens.map((token) => (
            <TokenLine
              key={token.id}
              token={token}
              isRevoking={revoke.isPending && revoke.variables.id === token.id}
              onRevoke={() => revoke.mutate({ id: token.id })}
            />
          ))}
        </ul>
      )}
      <Fault error={revoke.error} />
      <Modal
        opened={isOpen}
        onClose={close}
        title={say('token_new')}
        size="lg"
        closeOnClickOutside={false}
        closeButtonProps={{ 'aria-label': say('close') }}
      >
        {isOpen && <NewToken abilities={abilities} onDone={close} />}
      </Modal>
    </Part>
  )
}

interface TokenLineProps {
  token: TokenView
  isRevoking: boolean
  onRevoke(): void
}

function TokenLine({ token: { name, scope, validUntil, usedAt }, isRevoking, onRevoke }: TokenLineProps) {
  const say = useSay(words)
  const format = useFormat()
  const [isAsked, { open, close }] = useDisclosure(false)
  return (
    <li>
      <div className={styles.item}>
        <div className={styles.itemHead}>{name}</div>
        <p className={styles.itemFacts}>
          {scope.map((ability) => say(`ability_${ability}`)).join(', ')}
          {' · '}
          {say('token_until', { when: format(validUntil, 'instant') })}
          {' · '}
          {usedAt ? say('token_used', { when: format(usedAt, 'instant') }) : say('token_unused')}
        </p>
      </div>
      {isAsked ? (
        <div className={styles.buttons}>
          <Button size="compact-sm" color="red" loading={isRevoking} onClick={onRevoke}>
            {say('token_revoke_sure')}
          </Button>
          <Button size="compact-sm" variant="subtle" color="gray" onClick={close}>
            {say('cancel')}
          </Button>
        </div>
      ) : (
        <Button
          size="compact-sm"
          variant="subtle"
          color="red"
          aria-label={say('token_revoke_named', { name })}
          onClick={open}
        >
          {say('token_revoke')}
        </Button>
      )}
    </li>
  )
}
