'use strict';
// The side-by-side reader: only what the page can also be read without. Texts are set as text, never as markup.
document.addEventListener('DOMContentLoaded', () => {
  const strip = document.getElementById('strip');
  if (!strip) return;
  const told = document.getElementById('mark-told');
  const events = document.getElementById('events');
  const tell = (mark) => {
    told.textContent = mark.textContent.trim() + ': ' + mark.title;
  };
  const markAt = (target) => (target instanceof Element ? target.closest('.text mark[title]') : null);
  for (const kind of ['mouseover', 'focusin']) {
    events.addEventListener(kind, (event) => {
      const mark = markAt(event.target);
      if (mark) tell(mark);
    });
  }
  // from mark to mark: a mark takes the focus when it is gone to, so that none is a stop of its own
  let last = null;
  const isMarked = (mark) => !mark.closest('details:not([open])') && mark.getClientRects().length > 0 && getComputedStyle(mark).textDecorationLine !== 'none';
  const go = (step) => {
    const marks = [...events.querySelectorAll('.text mark[data-badge]')].filter(isMarked);
    if (marks.length === 0) {
      told.textContent = 'No mark is shown.';
      return;
    }
    const at = marks.indexOf(last);
    const next = at < 0 ? (step > 0 ? 0 : marks.length - 1) : (at + step + marks.length) % marks.length;
    if (last) last.removeAttribute('tabindex');
    last = marks[next];
    last.tabIndex = -1;
    last.focus({ preventScroll: true });
    last.scrollIntoView({ block: 'center' });
    tell(last);
    told.textContent = (next + 1) + ' of ' + marks.length + ': ' + told.textContent;
  };
  document.getElementById('mark-on').addEventListener('click', () => go(1));
  document.getElementById('mark-back').addEventListener('click', () => go(-1));
  events.addEventListener('keydown', (event) => {
    if (!markAt(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'n') go(1);
    if (event.key === 'p') go(-1);
  });
  strip.hidden = false;
  // which articles of an event stand beside each other: at least one
  for (const choice of document.querySelectorAll('.choice')) {
    const columns = choice.nextElementSibling;
    const boxes = [...choice.querySelectorAll('input')];
    const articles = [...columns.children];
    const show = () => {
      const shown = boxes.filter((it) => it.checked);
      boxes.forEach((it, i) => {
        articles[i].hidden = !it.checked;
        it.disabled = shown.length === 1 && it.checked;
      });
      columns.className = 'columns n' + shown.length;
    };
    choice.addEventListener('change', show);
    choice.hidden = false;
  }
});
