/**
 * What the page does by itself: search in the ledger, and opening everything for print. Plain JavaScript for browsers, which reads its
 * data from an element of the page and writes texts only.
 *
 * The ledger's texts stand once each in `texts`; a row is a list of their places.
 */
export const SCRIPT = `'use strict';
(() => {
  const PAGE = 50;
  const element = (id) => document.getElementById(id);
  const holder = element('ledger-data');
  if (holder !== null) {
    const { texts, rows, columns } = JSON.parse(holder.textContent);
    const haystacks = rows.map((row) => row.map((place) => texts[place]).join('\\n').toLowerCase());
    const [input, kind, body, status, previous, next] = ['ledger-search', 'ledger-kind', 'ledger-rows', 'ledger-status', 'ledger-previous', 'ledger-next'].map(element);
    let found = rows.map((_, index) => index);
    let first = 0;
    const show = (most) => {
      const shown = found.slice(first, first + most);
      body.replaceChildren(...shown.map((index) => {
        const line = document.createElement('tr');
        line.append(...rows[index].map((place, column) => {
          const cell = document.createElement(column === 0 ? 'th' : 'td');
          if (column === 0) cell.scope = 'row';
          cell.textContent = texts[place];
          return cell;
        }));
        return line;
      }));
      status.textContent = found.length === 0 ? 'Nothing found.' : 'Rows ' + (first + 1).toLocaleString('en') + ' to ' + (first + shown.length).toLocaleString('en') + ' of ' + found.length.toLocaleString('en')
        + (found.length === rows.length ? '' : ' found in ' + rows.length.toLocaleString('en'));
      previous.disabled = first === 0;
      next.disabled = first + most >= found.length;
    };
    const search = () => {
      const words = input.value.toLowerCase().split(/\\s+/).filter((word) => word !== '');
      const wanted = kind.value;
      found = [];
      for (let index = 0; index < rows.length; index += 1) {
        if (wanted !== '' && texts[rows[index][columns.kind]] !== wanted) continue;
        if (words.every((word) => haystacks[index].includes(word))) found.push(index);
      }
      first = 0;
      show(PAGE);
    };
    input.addEventListener('input', search);
    kind.addEventListener('change', search);
    previous.addEventListener('click', () => { first = Math.max(0, first - PAGE); show(PAGE); if (previous.disabled) next.focus(); });
    next.addEventListener('click', () => { first += PAGE; show(PAGE); if (next.disabled) previous.focus(); });
    window.addEventListener('beforeprint', () => { first = 0; show(1000); });
    window.addEventListener('afterprint', () => show(PAGE));
    show(PAGE);
  }
  const reveal = () => {
    const target = element(location.hash.slice(1));
    for (let outer = target?.closest('details:not([open])'); outer; outer = outer.parentElement.closest('details:not([open])')) outer.open = true;
    target?.scrollIntoView();
  };
  window.addEventListener('hashchange', reveal);
  if (location.hash !== '') reveal();
  const opened = [];
  window.addEventListener('beforeprint', () => {
    for (const details of document.querySelectorAll('details:not([open])')) { details.open = true; opened.push(details); }
  });
  window.addEventListener('afterprint', () => {
    for (const details of opened.splice(0)) details.open = false;
  });
})();
`;
