import { openDeskWorkspace } from '../desk-workspace.ts'

/** The workspace that is killed and the one that is not: small pages, so that a sync has many commits; one mart. */
export const openCrashDesk = (folder: string, url: string) =>
  openDeskWorkspace([{ url, settings: { pageSize: 20 } }], {
    folder,
    models: [
      {
        layer: 'mart',
        name: 'ticket_states',
        path: 'ticket_states.sql',
        text: '/*\nOne row per ticket.\ngrain: source, ticket_id\n*/\nselect source, ticket_id, status, updated_at from core.support_ticket\n',
      },
    ],
  })
