import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { connect } from './client.ts'
import { createParts } from './parts.ts'
import './ui/tokens.css'
import './ui/base.css'
import './ui/icon.css'
import './ui/button.css'
import './ui/badge.css'
import './ui/card.css'
import './ui/progress.css'
import './ui/field.css'
import './ui/choice.css'
import './ui/menu.css'
import './ui/sheet.css'
import './ui/drop-target.css'
import './ui/frame.css'
import './ui/segments.css'
import './features/chat/chat.css'
import './features/chat/markdown/markdown.css'
import './features/composer/composer.css'
import './features/chats/chats.css'
import './features/memos/memos.css'
import './features/memo/memo.css'
import './features/models/models.css'
import './features/apps/apps.css'
import './features/privacy/local-only.css'
import './features/privacy/ask.css'
import './features/privacy/policy.css'
import './features/privacy/ledger.css'
import './features/privacy/privacy.css'
import './features/settings/settings.css'
import './features/welcome/welcome.css'

const root = document.getElementById('page')
if (root) {
  const parts = createParts(connect())
  createRoot(root).render(
    <StrictMode>
      <App parts={parts} />
    </StrictMode>,
  )
}
