// Whose title has every word of the query comes first; tables of versions come last.
var Scorer = {
  objNameMatch: 11, objPartialMatch: 6, objPrio: {0: 15, 1: 5, 2: -5}, objPrioDefault: 0,
  title: 15, partialTitle: 7, term: 5, partialTerm: 2,
  score: ([page, title, anchor, says, score]) => {
    const asked = new URLSearchParams(location.search).get("q") || "";
    const words = asked.toLowerCase().split(/\W+/).filter(Boolean);
    const named = title.toLowerCase().replace(/\W+/g, ""); // "Lost wake-up": "lostwakeup"
    const all = words.length > 0 && words.every(word => named.includes(word));
    return score + (all ? 40 : 0) - (page.startsWith("versions/") ? 20 : 0);
  },
};
