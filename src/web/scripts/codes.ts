// Two buttons beside recovery codes: copy them, print them. Without this module they can be marked and saved as text.

const list = document.querySelector('[data-codes]');
const says = document.querySelector('[data-codes-says]');

for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-copy]')) {
  button.hidden = list === null || !('clipboard' in navigator);
  button.addEventListener('click', () => {
    const codes = [...(list?.querySelectorAll('code') ?? [])].map((code) => code.textContent);
    navigator.clipboard.writeText(`${codes.join('\n')}\n`).then(
      () => says?.replaceChildren(button.dataset['copied'] ?? ''),
      () => says?.replaceChildren(button.dataset['failed'] ?? ''),
    );
  });
}

for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-print]')) {
  button.hidden = false;
  button.addEventListener('click', () => window.print());
}

export {};
