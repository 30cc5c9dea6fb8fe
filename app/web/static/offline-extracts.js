// What a result of a static export shows of its article: the extracts of the server (app/search/snippets.py), rule by rule.
// A classic script, not a module: browsers load no module from file://.
(() => {
  "use strict";

  const LENGTH = 200;
  const LEAD = 60;
  const WORD = 20;
  const VIEW = LENGTH - LEAD - WORD;
  const SECTIONS = 2;
  const WORTHWHILE = 0.5;
  const OFTEN = 40;
  const AGAIN = 0.01;
  const REPEATS = 10;
  const HEADING = 0.5;
  const ENDS = [". ", "? ", "! ", "· "];
  const LOOSE = " \u00a0:;,·–—&«([";
  const HYPHENS = "‐‑‒-";

  // Where a sign begins in a part of a text, the last and the first time; -1 where it does not.
  function last(text, sign, from, to) {
    const at = text.lastIndexOf(sign, to - sign.length);
    return to - sign.length >= from && at >= from ? at : -1;
  }

  function first(text, sign, from, to) {
    const at = text.indexOf(sign, from);
    return at >= 0 && at + sign.length <= to ? at : -1;
  }

  // Marks that overlap, or that only a hyphen parts, as one.
  function joined(text, marks) {
    const found = [];
    for (const { start, end } of marks) {
      const begun = found.at(-1);
      const between = begun ? text.slice(begun.end, start) : "";
      if (begun && (start < begun.end || (between.length === 1 && HYPHENS.includes(between)))) {
        begun.start = Math.min(begun.start, start);
        begun.end = Math.max(begun.end, end);
      } else found.push({ start, end });
    }
    return found;
  }

  // The stretch that says most of the query: where its first and last mark begin, and how much it says.
  function densest(marks, worth, whole) {
    let best = { first: 0, last: 0, said: 0 };
    for (let place = 0; place < Math.min(marks.length, OFTEN); place += 1) {
      let end = place;
      while (end < marks.length && marks[end].start <= marks[place].start + VIEW) end += 1;
      const inside = new Set(marks.slice(place, end).map(({ needle }) => needle));
      const said = [...inside].reduce((sum, needle) => sum + worth[needle], 0);
      if (said > best.said) best = { first: marks[place].start, last: marks[end - 1].start, said };
      if (inside.size === whole) break;
    }
    return best;
  }

  // Where to cut a long text: where a sentence, an item or a row begins, or else a word, a little before a character;
  // and so that `seen` is seen.
  function frame(text, anchor, seen) {
    const latest = text.length - LENGTH;
    let start = Math.min(Math.max(0, anchor - LEAD), latest);
    if (start) {
      const least = Math.min(start, Math.max(0, start - LEAD, seen + WORD - LENGTH));
      let begin = Math.max(...ENDS.map((sign) => last(text, sign, least, anchor)));
      if (begin > latest) begin = Math.min(...ENDS.map((sign) => first(text, sign, latest, anchor)).filter((at) => at >= 0));
      start = begin >= 0 ? begin + 2 : first(text, " ", start, anchor) + 1 || start;
    }
    const end = start + LENGTH;
    if (end >= text.length) return [start, text.length];
    const space = last(text, " ", anchor, end);
    return [start, space > anchor ? space : end];
  }

  class Extracts {
    constructor(search) {
      this.search = search;
      this.known = new Map();
    }

    // The texts of an article with their words; lines are told apart by a sign where none ends the first.
    texts(doc) {
      const taken = (written) => {
        const text = written.replace(/(?<![.!?:;,])\n/g, " · ").replace(/[\u0000-\u001f]/g, " ");
        return { text, tokens: this.search.analyzer.tokens(text) };
      };
      if (!this.known.has(doc)) {
        const { title, summary, sections, questions, keywords } = this.search.data.docs[doc];
        this.known.set(doc, {
          title: taken(title),
          summary: taken(summary),
          sections: sections.map((each) => ({ ...each, head: taken(each.title), body: taken(each.text) })),
          others: [...questions, ...keywords].map(taken),
        });
      }
      return this.known.get(doc);
    }

    // What is marked in an article, as terms that follow each other, and what each adds to its score at best.
    needles(doc, found) {
      const { members } = this.search.data.synonyms;
      const worth = new Map();
      for (const { concept, scores } of found) {
        for (const { term, weight } of concept.variants) {
          const wanted = term.startsWith("=") ? members[term] ?? [] : [[term]];
          for (const key of wanted.map((terms) => terms.join(" "))) {
            worth.set(key, Math.max(worth.get(key) ?? 0, scores[doc] * weight));
          }
        }
      }
      return [...worth].filter(([, value]) => value > 0).map(([key, value]) => ({ terms: key.split(" "), value }));
    }

    marks({ text, tokens }, needles) {
      const found = [];
      tokens.forEach((token, at) => needles.forEach(({ terms }, needle) => {
        if (terms.every((term, step) => tokens[at + step]?.term === term)) {
          found.push({ start: token.start, end: tokens[at + terms.length - 1].end, needle });
        }
      }));
      const kinds = new Set(found.map(({ needle }) => needle));
      const sum = [...kinds].reduce((total, needle) => total + needles[needle].value, 0);
      return { text, found, kinds: kinds.size, told: sum * (1 + AGAIN * Math.min(found.length, REPEATS)) };
    }

    // A list of [text, whether it matched], and how much it says.
    cut({ text, found, kinds }, needles) {
      const best = densest(found, needles.map(({ value }) => value), kinds);
      let [start, end] = text.length > LENGTH ? frame(text, best.first, best.last) : [0, text.length];
      while (end > start && LOOSE.includes(text[end - 1])) end -= 1;
      const parts = start ? [["… ", false]] : [];
      let at = start;
      for (const mark of joined(text, found)) {
        if (mark.start < at) continue;
        if (mark.end > end) break;
        parts.push([text.slice(at, mark.start), false], [text.slice(mark.start, mark.end), true]);
        at = mark.end;
      }
      parts.push([text.slice(at, end) + (end < text.length ? " …" : ""), false]);
      return { parts, said: best.said };
    }

    // What a result shows: the best extract, and the sections that say most, one or two.
    of(doc, found) {
      const { title, summary, sections, others } = this.texts(doc);
      const needles = this.needles(doc, found);
      const marked = (text) => this.marks(text, needles);
      const about = marked(summary);
      const elsewhere = Math.max(about.told, ...[title, ...others].map((text) => marked(text).told));
      const scored = sections.map(({ anchor, title: name, head, body }) => {
        const held = marked(body);
        return { anchor, title: name, held, score: held.told + HEADING * marked(head).told };
      });
      const most = Math.max(0, ...scored.map(({ score }) => score));
      const shown = most && most >= WORTHWHILE * elsewhere
        ? [...scored].sort((a, b) => b.score - a.score).filter(({ score }) => score >= WORTHWHILE * most).slice(0, SECTIONS) : [];
      const best = shown.length ? this.cut(shown[0].held, needles) : null;
      const brief = !best || about.told > best.said * (1 + AGAIN * REPEATS);
      const first = about.told || summary.text || !scored.length ? about : scored[0].held;
      return {
        parts: brief ? this.cut(first, needles).parts : best.parts,
        sections: shown.filter(({ anchor }) => anchor).map(({ anchor, title: name }) => ({ anchor, title: name })),
      };
    }
  }

  globalThis.guichetExtracts = (search) => new Extracts(search);
})();
