// choosing what the figures show: only what the page can also be read without
document.addEventListener('DOMContentLoaded', () => {
  const pick = document.getElementById('pick');
  if (!pick) return;
  const [a, b] = pick.querySelectorAll('select');
  const told = document.getElementById('picked');
  const pairs = [...document.querySelectorAll('[data-pair]')];
  const show = () => {
    const names = [a.value + ' ' + b.value, b.value + ' ' + a.value];
    for (const pair of pairs) {
      pair.hidden = !names.includes(pair.dataset.pair);
      if (!pair.hidden) pair.open = true;
    }
    const isShown = pairs.some((pair) => !pair.hidden);
    told.textContent = a.value === b.value ? 'Choose two different outlets.' : isShown ? '' : 'These two are not shown here; see tables/contrasts.csv.';
  };
  pick.addEventListener('change', show);
  pick.hidden = false;
  show();
});
