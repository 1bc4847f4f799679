import { useState, type KeyboardEvent } from 'react'

/** Whether Caps Lock is on while somebody types into a field that shows dots. */
export function useCapsLock() {
  const [isOn, setOn] = useState(false)
  const look = (event: KeyboardEvent) => setOn(event.getModifierState('CapsLock'))
  return { isOn, handlers: { onKeyDown: look, onKeyUp: look, onBlur: () => setOn(false) } }
}
