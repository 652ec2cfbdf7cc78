/* side by side: which articles are shown, from mark to mark, what a mark is; the page can be read without it */
'use strict';
(() => {
  document.documentElement.classList.add('script');
  const MAX = 4, MIN = 2;
  const all = (root, what) => Array.from(root.querySelectorAll(what));

  // the frame, pattern, voice and speaker of a mark, in words
  const about = (mark) => {
    const frame = Array.from(mark.classList).find((it) => /^m\d+$/.test(it));
    const box = document.getElementById(frame.replace('m', 'show-'));
    const title = box ? box.parentElement.textContent.trim() : mark.dataset.badge;
    const pattern = document.querySelector(`#patterns .${frame} li[value="${mark.dataset.p}"]`);
    const quote = mark.closest('.quote');
    const parts = ['“' + words(mark) + '”', title];
    if (pattern) parts.push('pattern ' + pattern.textContent);
    if (!quote) parts.push('the author’s own words');
    else parts.push(quote.title ? 'quoted: ' + quote.title : 'quoted; nobody is named beside it');
    if (mark.hasAttribute('data-n')) parts.push('after a negating word');
    return parts.join(' · ');
  };

  // the pieces of a hit that another cuts bear the hit's number; the first has the badge
  const pieces = (mark) => mark.dataset.h ? all(mark.closest('.text'), `mark[data-h="${mark.dataset.h}"]`) : [mark];
  const words = (mark) => pieces(mark).map((it) => it.textContent).join('').replace(/\s+/g, ' ').trim();

  const isShown = (mark) => {
    const box = document.getElementById(Array.from(mark.classList).find((it) => /^m\d+$/.test(it)).replace('m', 'show-'));
    return (!box || box.checked) && mark.getClientRects().length > 0;
  };

  const set = (reader) => {
    const tools = document.getElementById('tools').content.cloneNode(true);
    const [choose, step, says] = ['.choose', '.step', '.strip-text'].map((it) => tools.querySelector(it));
    const columns = reader.querySelector('.columns');
    const articles = all(columns, 'article');
    const say = (mark, place) => { says.textContent = about(mark) + (place || ''); };

    // which articles
    const boxes = articles.map((article, i) => {
      const label = document.createElement('label');
      const box = document.createElement('input');
      box.type = 'checkbox';
      box.checked = i < MAX;
      article.hidden = !box.checked;
      const name = article.querySelector('.outlet').textContent;
      const same = articles.filter((it) => it.querySelector('.outlet').textContent === name);
      label.append(box, ' ' + name + (same.length > 1 ? ' (' + (same.indexOf(article) + 1) + ')' : ''));
      choose.append(label);
      return box;
    });
    const bound = () => {
      const n = boxes.filter((it) => it.checked).length;
      boxes.forEach((box, i) => {
        box.disabled = box.checked ? n <= MIN : n >= MAX;
        articles[i].hidden = !box.checked;
      });
    };
    choose.addEventListener('change', bound);
    bound();
    if (articles.length <= MIN) choose.hidden = true;

    // from mark to mark
    let at = null;
    const go = (by) => {
      const marks = all(columns, '.text mark[data-badge]').filter(isShown);
      if (!marks.length) { says.textContent = 'No mark is shown here.'; return; }
      const from = marks.indexOf(at);
      const to = from < 0 ? (by > 0 ? 0 : marks.length - 1) : (from + by + marks.length) % marks.length;
      at = marks[to];
      at.tabIndex = -1;
      at.focus({ preventScroll: true });
      at.scrollIntoView({ block: 'center' });
      say(at, ' · mark ' + (to + 1) + ' of ' + marks.length);
    };
    const [back, on, swap] = all(step, 'button');
    back.addEventListener('click', () => go(-1));
    on.addEventListener('click', () => go(1));
    swap.hidden = articles.length < 2;
    swap.addEventListener('click', () => {
      const first = all(columns, 'article').find((it) => !it.hidden);
      columns.append(first);
      says.textContent = 'From the left: ' + all(columns, 'article').filter((it) => !it.hidden).map((it) => it.querySelector('.outlet').textContent).join(', ');
    });
    reader.addEventListener('keydown', (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey || !/^[np]$/i.test(event.key)) return;
      event.preventDefault();
      go(event.key.toLowerCase() === 'n' ? 1 : -1);
    });

    // what is under the pointer
    columns.addEventListener('pointerover', (event) => {
      const mark = event.target.closest && event.target.closest('.text mark');
      if (mark) say(pieces(mark)[0]);
    });
    columns.addEventListener('focusin', (event) => {
      if (event.target.matches('.text mark[data-badge]') && event.target !== at) { at = event.target; say(at); }
    });
    columns.before(choose, step);
    columns.after(says);
  };

  // a reader in a closed event opens when it is linked to
  const open = () => {
    const reader = /^#e\d+$/.test(location.hash) && document.getElementById(location.hash.slice(1));
    const event = reader && reader.closest('details');
    if (event && !event.open) { event.open = true; reader.scrollIntoView(); }
  };

  const ready = () => {
    if (document.getElementById('tools')) all(document, '.reader').forEach(set);
    open();
    addEventListener('hashchange', open);
  };
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', ready);
  else ready();
})();
