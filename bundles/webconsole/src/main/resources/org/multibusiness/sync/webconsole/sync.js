/*
 * Shows data.json and keeps it fresh. What to say is decided in Java; here it is only put on the page, always as text:
 * names come from other nodes, and no text may become markup.
 */
(function () {
  'use strict';

  const EVERY_MS = 2000;
  const PATIENCE_MS = 8000;
  const SHOWN_TABLES = 30;

  const page = document.getElementById('sync');
  // From location.origin: an address typed with user and password in it must not spoil the request.
  const source = location.origin + page.dataset.root + '/data.json';
  const part = (name) => page.querySelector('[data-of="' + name + '"]');

  const MARKS = { good: '\u2713', busy: '\u2026', idle: '\u2013', warn: '!', bad: '!' };
  const STATES = {
    self: ['this node', 'self'],
    linked: ['linked', 'good'],
    alive: ['heard, not linked', 'warn'],
    suspect: ['silent', 'warn'],
    offline: ['offline', 'bad'],
    left: ['switched off', 'idle'],
    'predecessor-version': ['old version', 'idle'],
    'wrong-key': ['other key', 'bad'],
    unknown: ['unknown', 'idle'],
  };
  const KINDS = {
    UPDATE_UPDATE: 'changed at two branches',
    INSERT_INSERT: 'added at two branches, differently',
    UPDATE_DELETE: 'deleted at one branch, changed at another',
    CONSTRAINT: 'changed at two branches; the table does not allow both',
    UNIQUE: 'the same value given to two rows at two branches',
    FOREIGN_KEY: 'deleted at one branch, referred to at another',
  };

  const DEEDS = { INSERT: 'added it', UPDATE: 'changed it', DELETE: 'deleted it' };

  /* Small tools: every one touches the page only where something is different, so that nothing flickers or loses focus. */

  /** As text, never as markup; characters that don't show themselves could turn the reading direction and are marked. */
  function text(node, value) {
    const plain = String(value).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\uFFFD');
    if (node.textContent !== plain) {
      node.textContent = plain;
    }
  }

  function show(node, visible) {
    if (node.hidden === visible) {
      node.hidden = !visible;
    }
  }

  function mark(node, name, value) {
    if (node.getAttribute(name) !== value) {
      node.setAttribute(name, value);
    }
  }

  function make(tag, className, parent) {
    const node = document.createElement(tag);
    if (className) {
      node.className = className;
    }
    if (parent) {
      parent.appendChild(node);
    }
    return node;
  }

  /** One child of the parent per item: kept ones are updated in place. */
  function list(parent, selector, items, create, update) {
    const present = parent.querySelectorAll(':scope > ' + selector);
    items.forEach((item, i) => update(present[i] || create(parent), item));
    for (let i = items.length; i < present.length; i++) {
      present[i].remove();
    }
  }

  function count(number) {
    return Number(number).toLocaleString();
  }

  function many(number, one, more) {
    return count(number) + ' ' + (Number(number) === 1 ? one : more);
  }

  function rough(ms) {
    const s = Math.max(0, Math.round(ms / 1000));
    if (s < 60) {
      return s + ' s';
    }
    if (s < 3600) {
      return Math.floor(s / 60) + ' min';
    }
    return s < 86400 ? Math.floor(s / 3600) + ' h' : many(Math.floor(s / 86400), 'day', 'days');
  }

  function age(iso, at) {
    const then = Date.parse(iso);
    return Number.isNaN(then) ? iso || 'never' : rough(Date.parse(at) - then) + ' ago';
  }

  function clock(iso) {
    const then = new Date(iso);
    return Number.isNaN(then.getTime()) ? iso : then.toLocaleString();
  }

  function delay(ms) {
    return ms === undefined || ms < 0 ? '\u2013' : ms < 1000 ? ms + ' ms' : rough(ms);
  }

  /* The parts of the page */

  function headline(data) {
    const said = data.headline;
    mark(page.querySelector('.sync-hero'), 'data-tone', said.tone);
    text(page.querySelector('.sync-mark'), MARKS[said.tone] || '');
    text(part('headline'), said.text);
    text(part('detail'), said.detail);
    const name = data.status && data.status.nodeName ? data.status.nodeName + ': ' : '';
    document.title = name + said.text;
  }

  function attention(data) {
    const status = data.status;
    const lines = (status ? status.attention : []).concat(data.problems);
    const shown = lines.filter((line) => line !== data.headline.detail);
    show(part('attention'), shown.length > 0);
    list(part('attention-lines'), 'li', shown, (ul) => make('li', '', ul), text);
  }

  function figures(data) {
    const counts = data.status ? data.status.counts : null;
    const of = (number) => (counts ? count(number) : '\u2013');
    const items = [
      ['Not yet everywhere', of(counts && counts.unprocessed), 'changes that some branch has not confirmed', ''],
      ['Conflicts', of(counts && counts.conflicts), 'decided the same at every branch', ''],
      ['Open conflicts', of(counts && counts.conflictsOpen), 'wait for a person', counts && counts.conflictsOpen > 0 ? 'warn' : ''],
      ['Held changes', of(counts && counts.parked), 'received, wait for their table', counts && counts.parked > 0 ? 'warn' : ''],
      ['Alerts', of(counts && counts.alertsActive), 'active now', counts && counts.alertsActive > 0 ? 'warn' : ''],
    ];
    list(part('figures'), 'div', items, createFigure, (node, item) => {
      text(node.children[0], item[0]);
      text(node.children[1], item[1]);
      text(node.children[2], item[2]);
      mark(node, 'data-tone', item[3]);
    });
  }

  function createFigure(parent) {
    const node = make('div', 'sync-figure', parent);
    make('span', 'sync-label', node);
    make('strong', '', node);
    make('span', 'sync-small', node);
    return node;
  }

  const COLUMNS = ['Branch', 'State', 'Last seen', 'Delay', 'To send', 'Address', 'Found by'];

  /** A body of its own per branch: the row with the facts, and one with the reason why it is not linked. */
  function createBranch(table) {
    const body = make('tbody', '', table);
    mark(body, 'role', 'rowgroup');
    const row = make('tr', '', body);
    mark(row, 'role', 'row');
    COLUMNS.forEach((column, i) => {
      const cell = make(i === 0 ? 'th' : 'td', '', row);
      mark(cell, 'role', i === 0 ? 'rowheader' : 'cell');
      mark(cell, 'data-label', column);
      if (i === 0) {
        mark(cell, 'scope', 'row');
        make('span', 'sync-name', cell);
        make('span', 'sync-small sync-id', cell);
      } else {
        make('span', i === 1 ? 'sync-pill' : '', cell);
      }
    });
    const note = make('tr', 'sync-note', body);
    mark(note, 'role', 'row');
    const cell = make('td', '', note);
    mark(cell, 'role', 'cell');
    cell.colSpan = COLUMNS.length;
    return body;
  }

  function branches(data) {
    const peers = new Map((data.status ? data.status.peers : []).map((peer) => [peer.nodeId, peer]));
    show(part('no-branches'), data.nodes.length === 0);
    list(part('branches'), 'tbody', data.nodes, createBranch, (body, node) => {
      const peer = node.self ? undefined : peers.get(node.nodeId);
      const state = STATES[node.state] || [node.state, 'idle'];
      const cells = body.rows[0].cells;
      const dash = '\u2013';
      text(cells[0].children[0], node.nodeName || node.address || 'unnamed');
      text(cells[0].children[1], node.nodeId);
      text(cells[1].firstChild, state[0]);
      mark(cells[1].firstChild, 'data-tone', state[1]);
      text(cells[2].firstChild, node.self ? dash : age(node.lastSeen, data.at));
      mark(cells[2], 'title', node.self || !node.lastSeen ? '' : clock(node.lastSeen));
      text(cells[3].firstChild, peer ? delay(peer.lagMs) : dash);
      text(cells[4].firstChild, peer ? count(peer.pendingTransactions) : dash);
      text(cells[5].firstChild, node.address || dash);
      text(cells[6].firstChild, node.via.join(', ') || dash);
      // On a phone, where every fact takes a line, those that say nothing are left out.
      Array.from(cells).forEach((cell) => cell.classList.toggle('sync-nothing', cell.textContent === dash));
      show(body.rows[1], node.detail !== '');
      text(body.rows[1].cells[0], node.detail);
    });
  }

  function conflicts(data) {
    show(part('no-conflicts'), data.conflicts.length === 0);
    const ready = data.status && data.status.database.state === 'ready';
    text(part('no-conflicts'), ready ? 'None so far.' : 'Shown when the database is ready.');
    list(part('conflicts'), 'li', data.conflicts, createConflict, (node, conflict) => {
      const head = node.children[0].children;
      text(head[0], conflict.table + ' ' + conflict.key);
      text(head[1], 'open');
      show(head[1], conflict.open);
      text(head[2], age(conflict.at, data.at));
      mark(head[2], 'title', clock(conflict.at));
      text(node.children[1], KINDS[conflict.kind] || conflict.kind);
      list(node.children[2], 'li', conflict.points, createPoint, point);
    });
  }

  function createConflict(parent) {
    const node = make('li', '', parent);
    const head = make('div', 'sync-conflict-head', node);
    make('strong', '', head);
    mark(make('span', 'sync-pill', head), 'data-tone', 'warn');
    make('span', 'sync-small', head);
    make('p', 'sync-small', node);
    make('ul', 'sync-points', node);
    return node;
  }

  function createPoint(parent) {
    const node = make('li', '', parent);
    make('ul', 'sync-sides', node);
    make('p', 'sync-outcome', node);
    make('p', 'sync-small', node);
    return node;
  }

  function value(of) {
    return of === null ? 'nothing (NULL)' : of;
  }

  function point(node, decided) {
    const row = decided.column === '*';
    list(node.children[0], 'li', decided.sides, createSide, (side, wrote) => {
      text(side.children[0], wrote.node);
      text(side.children[1], row ? DEEDS[wrote.value] || wrote.value : decided.column + ' = ' + value(wrote.value));
    });
    text(node.children[1], (row ? 'The row is ' : 'Now ' + decided.column + ' = ') + value(decided.outcome));
    text(node.children[2], 'because of ' + decided.policy + ': ' + decided.reason);
  }

  function createSide(parent) {
    const node = make('li', '', parent);
    make('span', 'sync-label', node);
    make('span', '', node);
    return node;
  }

  function tables(data) {
    const notable = data.tables.notable;
    const synced = many(data.tables.synced, 'table is synced.', 'tables are synced.');
    text(part('tables-synced'), data.status ? synced : 'Shown when the sync engine is running.');
    const shown = notable.slice(0, SHOWN_TABLES);
    if (notable.length > SHOWN_TABLES) {
      const rest = many(notable.length - SHOWN_TABLES, 'more', 'more');
      shown.push({ table: rest, state: '', reason: 'sync:tables lists all.', heldChanges: 0 });
    }
    list(part('tables'), 'li', shown, createTable, (node, table) => {
      text(node.children[0].children[0], table.table);
      text(node.children[0].children[1], table.state);
      mark(node.children[0].children[1], 'data-tone', table.state === 'synced' ? 'good' : 'warn');
      show(node.children[0].children[1], table.state !== '');
      const held = table.heldChanges > 0 ? many(table.heldChanges, 'change waits', 'changes wait') : '';
      text(node.children[0].children[2], held);
      text(node.children[1], table.reason);
    });
  }

  function createTable(parent) {
    const node = make('li', '', parent);
    const head = make('div', 'sync-conflict-head', node);
    make('strong', '', head);
    make('span', 'sync-pill', head);
    make('span', 'sync-small', head);
    make('p', 'sync-small', node);
    return node;
  }

  function facts(parent, pairs) {
    list(parent, 'div', pairs, createFact, (node, pair) => {
      text(node.children[0], pair[0]);
      text(node.children[1], pair[1]);
    });
  }

  function createFact(parent) {
    const node = make('div', '', parent);
    make('dt', '', node);
    make('dd', '', node);
    return node;
  }

  function thisNode(data) {
    const status = data.status;
    if (!status) {
      facts(part('node'), []);
      facts(part('vector'), []);
      return;
    }
    const database = status.database;
    const pairs = [
      ['Name', status.nodeName],
      ['Id', status.nodeId],
      ['Version', status.version],
      ['State', status.state],
      ['Database', [database.state, database.version, database.address].filter(Boolean).join(', ')],
      ['Address', status.network],
    ];
    Object.keys(status.providers).sort().forEach((kind) => {
      pairs.push([kind.charAt(0).toUpperCase() + kind.slice(1), status.providers[kind].join(', ') || 'none']);
    });
    facts(part('node'), pairs.filter((pair) => pair[1]));
    facts(part('vector'), Object.keys(status.vector).sort().map((origin) => [origin, count(status.vector[origin])]));
  }

  function render(data) {
    [headline, attention, figures, branches, conflicts, tables, thisNode].forEach((paint) => paint(data));
    text(part('fresh'), 'Updated ' + new Date().toLocaleTimeString());
    show(part('stale'), false);
    page.classList.remove('sync-old');
  }

  /* Asking again and again, one request at a time, and not while nobody looks */

  let timer = 0;
  let running = false;
  let lastAnswer = '';

  function stale(why) {
    const since = lastAnswer ? ' What you see is from ' + lastAnswer + '.' : '';
    text(part('stale'), why + since);
    show(part('stale'), true);
    text(part('fresh'), lastAnswer ? 'Last answer ' + lastAnswer : '');
    page.classList.add('sync-old');
  }

  /** The node's answer; null when there is none, and then the page says why. */
  async function ask() {
    const cancel = new AbortController();
    const patience = setTimeout(() => cancel.abort(), PATIENCE_MS);
    try {
      const answer = await fetch(source, { cache: 'no-store', credentials: 'same-origin', signal: cancel.signal });
      if (answer.ok) {
        return await answer.json();
      }
      stale(
        answer.status === 401 || answer.status === 403
          ? 'You are not logged in any more: reload this page.'
          : 'This node answers with an error (' + answer.status + '). Trying again.'
      );
    } catch (problem) {
      stale('This node does not answer. Trying again.');
    } finally {
      clearTimeout(patience);
    }
    return null;
  }

  async function round() {
    if (running || document.hidden) {
      return;
    }
    running = true;
    clearTimeout(timer);
    const data = await ask();
    running = false;
    if (!document.hidden) {
      timer = setTimeout(round, EVERY_MS);
    }
    if (data) {
      lastAnswer = new Date().toLocaleTimeString();
      render(data);
    }
  }

  // The console's frame does not say so itself; without it a phone shows the desktop's width.
  if (!document.querySelector('meta[name="viewport"]')) {
    const viewport = make('meta', '', document.head);
    viewport.name = 'viewport';
    viewport.content = 'width=device-width, initial-scale=1';
  }
  document.addEventListener('visibilitychange', round);
  round();
})();
