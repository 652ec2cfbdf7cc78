'use strict';
(() => {
  const all = (what) => [...document.querySelectorAll(what)];
  const at = (id) => document.getElementById(id);
  all('.script').forEach((it) => { it.hidden = false; });
  all('.noscript').forEach((it) => { it.hidden = true; });

  const votes = { yes: 0, no: 0, unsure: 0 };
  all('[data-vote]').forEach((button) => button.addEventListener('click', () => {
    const what = button.dataset.vote;
    if (what) votes[what] += 1; else Object.keys(votes).forEach((it) => { votes[it] = 0; });
    const n = votes.yes + votes.no + votes.unsure;
    at('tally').textContent = n ? `Yes ${votes.yes}, no ${votes.no}, not sure ${votes.unsure} (n = ${n}).` : 'No votes yet.';
  }));

  const plain = (text) => text.replace(/[“”„«»]/g, '"').replace(/[‘’‚]/g, "'").replace(/\s*(?:[‒–—―]|--)\s*/g, ' - ')
    .replace(/…/g, '...').replace(/\s+/g, ' ').trim().toLowerCase();
  const stands = (letter) => {
    const phrase = plain(at(`phrase-${letter}`).value);
    return phrase.length > 1 && plain(at(`text-${letter}`).textContent).includes(phrase);
  };
  const look = (letter) => {
    const phrase = at(`phrase-${letter}`).value.trim();
    const guess = at(`guess-${letter}`).value;
    let text = '';
    if (phrase && !stands(letter)) text = `These words are not in article ${letter} as you wrote them. Copy a phrase letter by letter; a short one will do.`;
    else if (phrase && !guess) text = 'The phrase is there. Now choose an outlet.';
    else if (!phrase && guess) text = 'Which phrase made you think so? Copy it into the box.';
    else if (phrase) text = `Noted, with evidence. Open the answer to article ${letter} below when the class is ready.`;
    at(`said-${letter}`).textContent = text;
  };
  all('[data-guess]').forEach((it) => it.addEventListener('change', () => look(it.dataset.guess)));
  all('[data-phrase]').forEach((it) => it.addEventListener('change', () => look(it.dataset.phrase)));
  all('[data-answer]').forEach((it) => it.addEventListener('toggle', () => {
    if (!it.open) return;
    const letter = it.dataset.answer;
    const guess = at(`guess-${letter}`).value;
    const evidence = stands(letter) ? 'Your evidence stands in the text: does it still convince you?' : 'No phrase from the text was given as evidence.';
    it.querySelector('[data-result]').textContent = guess
      ? `You said ${guess}: ${guess === it.dataset.outlet ? 'that is it' : 'it was another'}. ${evidence}` : '';
  }));

  const choice = at('swap-with');
  if (choice) {
    // the program has counted each wording: the page only shows it
    const swap = () => {
      const option = choice.selectedOptions[0];
      at('wording').textContent = option.value;
      at('swapped').textContent = option.dataset.says;
    };
    choice.addEventListener('change', swap);
    swap();
  }
})();
