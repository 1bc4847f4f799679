// Runs in the reader's browser: draws changes without a flicker and sends what is written or pressed.
const byId = (id) => document.getElementById(id)
const scroll = byId('scroll')
let { digest, answer } = document.body.dataset
const PARTS = ['chats', 'head', 'messages', 'composer']
const shown = Object.fromEntries(PARTS.map((id) => [id, byId(id).innerHTML]))

const toEnd = () => {
  scroll.scrollTop = scroll.scrollHeight
}

function put(id, content) {
  const made = document.createElement('template')
  made.innerHTML = content
  if (shown[id] === made.innerHTML) return
  shown[id] = made.innerHTML
  byId(id).replaceChildren(made.content)
}

function showAnswer(given) {
  if (!given || given.id === answer) return
  answer = given.id
  if (given.isAlert) return alert(given.text)
  const toast = byId('toast')
  toast.textContent = given.text
  toast.classList.add('shown')
  setTimeout(() => toast.classList.remove('shown'), 3500)
}

async function refresh() {
  const address = new URL(location.href)
  address.pathname = '/sent/parts'
  address.searchParams.set('digest', digest)
  const response = await fetch(address)
  if (response.status !== 200) return
  const parts = await response.json()
  const isAtEnd = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 80
  digest = parts.digest
  for (const id of PARTS) put(id, parts[id])
  showAnswer(parts.answer)
  if (isAtEnd) toEnd()
}

/** A stand-in that is being restarted is asked again at the next turn. */
const refreshOrWait = () => refresh().catch(() => undefined)

document.addEventListener('submit', async (event) => {
  event.preventDefault()
  const form = event.target
  const body = new URLSearchParams(new FormData(form, event.submitter))
  if (event.submitter?.name !== 'data' && !body.get('command') && !body.get('text')?.trim()) return
  if (form.matches('.composer')) form.querySelector('.words').value = ''
  form.closest('details')?.removeAttribute('open')
  event.submitter?.classList.add('pressed')
  await fetch(form.action, { method: 'POST', body, redirect: 'manual' })
  toEnd()
  await refreshOrWait()
  setTimeout(refreshOrWait, 400)
  setTimeout(() => event.submitter?.classList.remove('pressed'), 600)
})

document.addEventListener('click', (event) => {
  event.target.closest('.spoiler, .folded')?.classList.toggle('shown')
  if (!event.target.closest('.menu')) document.querySelector('.menu[open]')?.removeAttribute('open')
})

setInterval(() => document.hidden || refreshOrWait(), 2000)
addEventListener('load', toEnd)
toEnd()
