/** What the shop shows. No I/O here: `server.js` does that. */

const escapes = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escape = (text) => text.replace(/[&<>"]/g, (character) => escapes[character]);

/** @param price in gold pieces */
export const priceTag = (price) => (price === 1 ? '1 gold piece' : `${price} gold pieces`);

const row = ({ name, price }) => `<tr><td>${escape(name)}</td><td>${priceTag(price)}</td></tr>`;

/** The front page as HTML. */
export const frontPage = ({ greeting, items }) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Shop</title>
<style>
  body { font: 1.1rem/1.5 system-ui, sans-serif; max-width: 32rem; margin: 4rem auto; padding: 0 1rem }
  table { width: 100%; border-collapse: collapse }
  td { padding: .4rem 0; border-bottom: 1px solid #8884 }
  td:last-child { text-align: right }
</style>
<h1>${escape(greeting)}</h1>
<table>
${items.map(row).join('\n')}
</table>
</html>
`;
