// Tries an expression on real rows while it is typed, and shows which line belongs to which field.

const form = document.querySelector('.field-form');

if (form) {
  for (const place of form.querySelectorAll('.tried')) {
    const input = form.elements[place.dataset.of];
    let waiting = 0;
    let asked = 0;
    const show = (rows, wrong) => {
      place.replaceChildren();
      if (wrong) {
        const text = document.createElement('pre');
        text.className = 'wrong';
        text.textContent = wrong;
        place.append(text);
      }
      for (const row of rows) {
        const line = document.createElement('p');
        const key = document.createElement('span');
        key.className = 'quiet';
        key.textContent = row.key;
        const value = document.createElement('strong');
        value.textContent = row.value;
        line.append(key, ' ', value);
        place.append(line);
      }
    };
    const ask = async () => {
      const number = ++asked;
      const sql = input.value.trim();
      if (!sql) {
        show([], '');
        return;
      }
      const body = new URLSearchParams({
        csrf: form.elements.csrf.value,
        task: form.elements.task.value,
        side: place.dataset.side,
        sql,
      });
      const answer = await fetch(form.dataset.preview, { method: 'POST', body });
      if (number !== asked) {
        return;
      }
      const tried = answer.ok ? await answer.json() : { rows: [], wrong: 'It cannot be tried now.' };
      show(tried.rows, tried.wrong);
    };
    input.addEventListener('input', () => {
      clearTimeout(waiting);
      waiting = setTimeout(ask, 250);
    });
    ask();
  }
}

for (const row of document.querySelectorAll('tr[data-field]')) {
  const lines = document.querySelectorAll(`path[data-field="${row.dataset.field}"]`);
  const mark = (on) => lines.forEach((line) => line.classList.toggle('marked', on));
  row.addEventListener('mouseenter', () => mark(true));
  row.addEventListener('mouseleave', () => mark(false));
  row.addEventListener('focusin', () => mark(true));
  row.addEventListener('focusout', () => mark(false));
}
