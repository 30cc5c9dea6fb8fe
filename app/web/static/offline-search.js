// Search in a page without a server: the same analysis, synonyms and ranking over an index that the export wrote.
// A classic script, not a module: browsers load no module from file://.
(() => {
  "use strict";

  const MARKS = "\\u0300-\\u036f\\u0591-\\u05bd\\u05bf\\u05c1\\u05c2\\u05c4\\u05c5\\u05c7\\u0610-\\u061a\\u064b-\\u065f\\u0670\\u06d6-\\u06dc";
  const UNSEEN = "\\u00ad\\u034f\\u061c\\u0640\\u180e\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2069\\ufe00-\\ufe0f\\ufeff";
  const APOSTROPHES = "'’‘ʼ′‵`´＇";
  const HYPHENS = "‐‑‒\\-";
  const SPACED = ["c@panel", "e@mails?", "web@mails?", "wi@fi", "word@press"].join("|").replaceAll("@", `[\\s${HYPHENS}]?`);
  const RUN = `(?:[\\p{L}\\p{N}][${MARKS}${UNSEEN}\\u0900-\\u0963\\u0971-\\u0dff]*)+`;
  const WORD = "[\\p{L}\\p{N}_]";
  const CHUNK = new RegExp([
    `(?<!${WORD})(?:c\\+\\+|[cf]#)(?!${WORD})`,
    `(?<!${WORD})n[°º]|№`,
    `(?<![\\p{L}\\p{N}_.])\\.${RUN}(?:\\.${RUN})*`,
    `(?<!${WORD})(?:${SPACED})(?!${WORD})`,
    `${RUN}(?:(?:[${APOSTROPHES}_.@${HYPHENS}]|(?<=\\d),(?=\\d))${RUN})*`,
  ].join("|"), "giu");
  const LETTERS = { œ: "oe", æ: "ae", ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", ı: "i", ß: "ss" };
  const PART = /(?:(?<=\s)|^)(-?)"([^"]+)"|(?:(?<=\s)|^)-(\.?[\p{L}\p{N}_]\S*)|"([^"]+)"|([^\s"]+|")/gu;
  const ADDRESS = /[\p{L}\p{N}_.+-]+@[\p{L}\p{N}_-]+(?:\.[\p{L}\p{N}_-]+)*|(?:[\p{L}\p{N}][\p{L}\p{N}_-]*\.)+[a-z]{2,4}(?![\p{L}\p{N}_.])/giu;
  const FORM = "'";
  const WORDING = "'=";
  const MARK = "=";
  const CALLED = " & ";
  const WINDOW = 100;
  const BEST = 10;
  const MOST_WORDS = 12;
  const MOST_CHARACTERS = 200;
  const COMPLETIONS = 12;
  const LONG = 6;
  const TELLING = 5;

  const unseen = new RegExp(`[${UNSEEN}]`, "gu");
  const marks = new RegExp(`[${MARKS}]`, "gu");
  const apostrophes = new RegExp(`[${APOSTROPHES}]`, "gu");
  const hyphens = new RegExp(`[${HYPHENS}]`, "gu");

  function normalise(text) {
    const one = text.replace(apostrophes, "'").replace(hyphens, "-").normalize("NFKC").toLowerCase();
    return one.replace(unseen, "").replace(apostrophes, "'").replace(hyphens, "-")
      .replace(/[œæøłđðþıß]/g, (letter) => LETTERS[letter]).normalize("NFC");
  }

  const fold = (text) => text.normalize("NFKD").replace(marks, "")
    .replace(/[\u0671\u0649\u0629]/g, (letter) => ({ "\u0671": "\u0627", "\u0649": "\u064a", "\u0629": "\u0647" })[letter]).normalize("NFC");

  // Letters inserted, removed, replaced or swapped with their neighbour; `most` + 1 where there are more.
  function edits(a, b, most) {
    if (Math.abs(a.length - b.length) > most) return most + 1;
    let before = [];
    let last = Array.from({ length: b.length + 1 }, (_, j) => j);
    for (let i = 1; i <= a.length; i += 1) {
      const row = [i];
      for (let j = 1; j <= b.length; j += 1) {
        const same = a[i - 1] === b[j - 1] ? 0 : 1;
        let cost = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + same);
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, before[j - 2] + 1);
        row.push(cost);
      }
      [before, last] = [last, row];
    }
    return Math.min(last[b.length], most + 1);
  }

  // The words of a text as they are written, as one; but without fillers.
  const wording = (tokens, { language, fillers }) => tokens.filter((token) => !token.whole)
    .map((token) => fold(token.word)).filter((word) => !fillers.has(word)).map((word) => language.aliases[word] ?? word).join("_");

  const letters = (word) => [...word].sort().join("");
  const VOWEL = /[aeiouy]/;
  const thin = (word) => word.replace(/(.)\1+/gu, "$1");
  const swapped = (typed, word) => letters(typed) === letters(word) && edits(typed, word, 1) === 1;

  // Whether letters were left out or swapped only, which is likelier than others in their place.
  function slip(typed, word) {
    let at = 0;
    for (const letter of word) if (letter === typed[at]) at += 1;
    return at === typed.length || swapped(typed, word);
  }

  // Whether letters are wrong inside a word, or missing at its end; another ending is another form of it.
  function misspelt(typed, { folded, written }) {
    if (folded.startsWith(typed)) return !/és?$/.test(written);
    const [one, other] = [typed.replace(/s$/, ""), folded.replace(/s$/, "")];
    return one.at(-1) === other.at(-1) && !one.startsWith(other);
  }

  // The word with the accents that articles give it, but for a last e, which is as it was typed.
  function accented(typed, written) {
    const better = /es?$/.test(typed) ? written.replace(/é(s?)$/, "e$1") : participle(typed, written);
    return better === typed ? null : better;
  }

  const participle = (typed, written) => (/és?$/.test(typed) && !/(.)\1es?$/.test(written) ? written.replace(/e(s?)$/, "é$1") : written);

  // A word in capitals, or with one, as it was typed.
  function like(typed, written) {
    const [upper, lower] = [typed.toUpperCase(), typed.toLowerCase()];
    if (typed.length > 1 && typed === upper && typed !== lower) return written.toUpperCase();
    const capital = typed[0] === upper[0] && typed[0] !== lower[0] && typed.slice(1) === lower.slice(1);
    return capital ? written[0].toUpperCase() + written.slice(1) : written;
  }

  const begins = (typed, other, apart) => typed[0] === other[0] || (typed[0] === other[1] && typed[1] === other[0])
    || (typed.length >= 8 && apart === 1);

  class Analyzer {
    constructor(language, words) {
      this.language = language;
      this.words = words;
      for (const name of ["stop", "weak", "fillers", "elisions", "endings", "kept", "clitics"]) this[name] = new Set(language[name]);
    }

    // The term of a word: as the export's own analysis made it, of a word that it never saw the word itself.
    term(word) {
      const folded = fold(word);
      const plain = this.language.aliases[folded] ?? folded;
      return this.words.get(plain)?.term ?? this.words.get(folded)?.term ?? plain;
    }

    tokens(text) {
      const found = [];
      for (const match of text.matchAll(CHUNK)) {
        for (const [word, start, end, whole] of this.pieces(match[0])) {
          const at = match.index;
          found.push({ term: this.term(word), word, start: at + start, end: at + end, stop: this.stop.has(fold(word)), whole });
        }
      }
      return found;
    }

    pieces(chunk) {
      const text = { "№": "n°", "nº": "n°" }[chunk.toLowerCase()] ?? normalise(chunk);
      if (!/^[\p{L}\p{N}]/u.test(text) || /[+#°]$/.test(text)) return this.sign(text, chunk.length);
      return /[.@,]/.test(text) ? this.dotted(chunk, text) : this.word(chunk, 0);
    }

    sign(text, length) {
      if (!text.startsWith(".")) return text ? [[text, 0, length, false]] : [];
      const last = text.slice(text.lastIndexOf(".") + 1);
      const endings = text.lastIndexOf(".") > 0 ? [`.${last}`, last] : [last];
      return [[text, 0, length, false], ...endings.map((form) => [form, 0, length, true])];
    }

    dotted(chunk, text) {
      const parts = [...chunk.matchAll(/[^.@,]+/g)];
      if (parts.every((part) => normalise(part[0]).length === 1) && !/^\d/.test(text)) {
        return [[parts.map((part) => normalise(part[0])).join(""), 0, chunk.length, false]];
      }
      const found = [[text, 0, chunk.length, true], ...parts.flatMap((part) => this.word(part[0], part.index))];
      const end = parts.at(-1);
      const last = normalise(end[0]);
      if (text.includes(".") && /^\p{L}{2,}$/u.test(last)) found.push([`.${last}`, end.index - 1, chunk.length, true]);
      return found;
    }

    word(chunk, base) {
      const parts = [...chunk.matchAll(new RegExp(`[^_\\s${HYPHENS}]+`, "gu"))].map((part) => [part[0], base + part.index]);
      if (this.kept.has(fold(normalise(chunk)))) {
        const whole = [[normalise(chunk).replace(/['-]/g, ""), base, base + chunk.length, false]];
        return parts.length < 2 ? whole : [...whole, ...parts.map(([text, at]) => [normalise(text), at, at + text.length, true])];
      }
      while (parts.length > 1 && this.clitics.has(fold(normalise(parts.at(-1)[0])))) parts.pop();
      if (!parts.length) return [];
      if (parts.length === 1) return this.apostrophes(...parts[0]);
      const stripped = this.apostrophes(...parts[0]);
      const first = stripped.at(-1) ?? ["", base, base, false];
      const end = parts.at(-1)[1] + parts.at(-1)[0].length;
      const joined = first[0] + parts.slice(1).map(([text]) => normalise(text)).join("");
      const spelled = first[0].length === 1 || new RegExp(`^(?:${SPACED})$`, "iu").test(chunk.slice(first[1] - base));
      const found = [[joined.replaceAll("'", ""), first[1], end, !spelled]];
      for (const piece of [...stripped, ...parts.slice(1).flatMap((part) => this.apostrophes(...part))]) {
        if (!spelled || piece[0].length > 1) found.push([piece[0], piece[1], piece[2], spelled || piece[3]]);
      }
      return found;
    }

    apostrophes(word, base) {
      let [start, end] = [0, word.length];
      const cuts = [...word.matchAll(new RegExp(`[${APOSTROPHES}]`, "gu"))].map((match) => match.index);
      while (cuts.length && this.elisions.has(fold(normalise(word.slice(start, cuts[0]))))) start = cuts.shift() + 1;
      while (cuts.length && this.endings.has(fold(normalise(word.slice(cuts.at(-1) + 1, end))))) end = cuts.pop();
      const text = normalise(word.slice(start, end)).replaceAll("'", "");
      if (!text) return [];
      const found = [[text, base + start, base + end, false]];
      const quantity = /^(\d+)([a-z€%]{1,3})$/.exec(text);
      if (quantity) found.push([quantity[1], base + start, base + end, true], [quantity[2], base + start, base + end, true]);
      return found;
    }
  }

  class Search {
    constructor(data) {
      this.data = data;
      this.weights = data.weights;
      this.words = new Map(data.words.map(([folded, term, articles, written]) => [
        folded, { folded, term: term || folded, articles, written: written || folded },
      ]));
      this.vocabulary = [...this.words.values()].filter((word) => word.articles);
      this.analyzer = new Analyzer(data.language, this.words);
      this.used = new Set(data.used);
      this.common = new Set(data.common);
      this.sounds = data.language.sounds.map(([pattern, sound]) => [new RegExp(pattern, "g"), sound.replace(/\\(\d)/g, "$$$1")]);
      this.keys = new Map();
      this.kept = new Map(data.language.kept.map((word) => [word.replace(/['-]/g, ""), word]));
      this.size = data.docs.length;
      this.rarities = new Map();
      for (const heads of data.heads) {
        for (const term of new Set(heads.split(/\s+/))) this.rarities.set(term, (this.rarities.get(term) ?? 0) + 1);
      }
    }

    rarity(term) {
      const count = this.rarities.get(term);
      return count ? Math.log((this.size + 1) / (count + 1)) + 1 : 1;
    }

    knows(term) {
      return this.used.has(term) || Object.hasOwn(this.data.terms, term);
    }

    // Articles that answer a text, the best first; `answered` is false when they are only the closest, `emptied` is
    // the exclusion that left none.
    search(text, exact = false) {
      const query = this.parse(text);
      const answer = this.best(query, exact);
      const emptied = query.exclusion && !answer.total && this.best(this.parse(query.exclusion.without), exact).total;
      return { ...answer, emptied: emptied ? query.exclusion : null };
    }

    best(query, exact) {
      if (!query.words.length) return { hits: [], answered: false, corrected: null, total: 0, found: [] };
      const understood = this.understood(query, exact);
      const answer = this.answer(understood);
      if (!understood.mended.length || answer.answered) return answer;
      return this.answer(this.understood(query, true));
    }

    parse(written) {
      const text = written.normalize("NFC").replace(/[«»“”„‟″]/g, '"').replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, " ")
        .split(/\s+/).filter(Boolean).join(" ").slice(0, MOST_CHARACTERS);
      const words = [];
      const phrases = [];
      const excluded = [];
      const quoted = new Set();
      const absences = [];
      let left = text;
      let plain = text;
      for (const match of text.matchAll(PART)) {
        const [whole, minus, quote, absent, inner] = match;
        const given = quote ?? absent ?? inner;
        if (given === undefined) continue;
        const at = match.index + whole.indexOf(given);
        const tokens = this.analyzer.tokens(given).map((token) => ({ ...token, start: token.start + at, end: token.end + at }));
        if (absent !== undefined || minus) {
          excluded.push(tokens);
          absences.push(whole);
          left = left.slice(0, match.index) + " ".repeat(whole.length) + left.slice(match.index + whole.length);
        }
        else {
          phrases.push(given);
          for (const token of tokens) quoted.add(token.start);
          words.push(...tokens);
        }
        plain = plain.slice(0, match.index) + " ".repeat(whole.length) + plain.slice(match.index + whole.length);
      }
      words.push(...this.analyzer.tokens(plain));
      words.sort((a, b) => a.start - b.start);
      const weak = new Set(words.filter((token) => this.analyzer.weak.has(fold(token.word))).map((token) => token.start));
      const meant = words.every((token) => token.stop) ? words : words.filter((token) => !token.stop || weak.has(token.start));
      const kept = new Map();
      for (const token of meant) if (!kept.has(token.term)) kept.set(token.term, token);
      const limited = [...kept.values()].slice(0, MOST_WORDS);
      const last = limited.at(-1);
      const open = Boolean(last) && last.end === text.replace(/[?!. ]+$/, "").length && !quoted.has(last.start);
      const wholly = excluded.length ? "" : wording(words, this.analyzer);
      const without = left.split(/\s+/).filter(Boolean).join(" ") || absences.map((each) => each.replace(/^-/, "")).join(" ");
      const exclusion = excluded.length ? { text: absences.join(" "), without } : null;
      const all = words.filter((token) => !token.whole);
      return { text, words: limited, said: all, phrases, excluded, quoted, weak, open, wording: wholly, exclusion };
    }

    understood(query, exact) {
      const kept = [];
      const mended = [];
      query.words.forEach((word, place) => {
        const { words, ways } = this.meant(word, query, exact, place === query.words.length - 1);
        kept.push(...words);
        if (ways) mended.push({ word, ways });
      });
      if (!kept.length) return { query, standIns: query.words.map(() => []), mended: [] };
      const weak = new Set(query.weak);
      for (const { word, ways } of mended) if (this.analyzer.weak.has(ways[0].folded)) weak.add(word.start);
      return { query: { ...query, words: kept.map(([word]) => word), weak }, standIns: kept.map(([, variants]) => variants), mended };
    }

    // The query in the words of the articles where its spelling was mended: of those that may be meant by a word, the
    // one that the first article holds.
    shown({ query, standIns, mended }, best) {
      if (!mended.length) return null;
      const score = (term) => {
        const postings = Object.hasOwn(this.data.terms, term) ? this.data.terms[term] : [];
        for (let i = 0; i < postings.length; i += 2) if (postings[i] === best) return postings[i + 1];
        return 0;
      };
      const better = new Map(mended.map(({ word, ways }) => {
        const way = ways.reduce((one, other) => (score(other.term) > score(one.term) ? other : one));
        return [fold(word.word), participle(word.word, way.written)];
      }));
      const searched = new Map(query.words.map((word, place) => [word.term, standIns[place]]));
      let text = query.text;
      for (const word of [...query.said].reverse()) {
        if (query.quoted.has(word.start)) continue;
        let written = better.get(fold(word.word)) ?? null;
        if (written === null && !word.stop && searched.has(word.term)) {
          written = this.asWritten(word.word, new Set([word.term, ...searched.get(word.term).map(({ term }) => term)]));
        }
        if (written === null) continue;
        written = like(text.slice(word.start, word.end), this.kept.get(written) ?? written);
        text = text.slice(0, word.start) + written + text.slice(word.end);
      }
      return text;
    }

    asWritten(word, terms) {
      const folded = fold(word);
      const known = this.words.get(folded);
      if (known?.articles) return accented(word, known.written);
      if (this.common.has(folded)) return null;
      return this.near(folded).find((each) => terms.has(each.term) && misspelt(folded, each))?.written ?? null;
    }

    meant(word, query, exact, last) {
      const alone = { words: [[word, []]], ways: null };
      if (word.whole || query.quoted.has(word.start)) return alone;
      const address = [...query.text.matchAll(ADDRESS)].find((match) => match.index <= word.start && word.start < match.index + match[0].length);
      if (address && !this.knows(this.analyzer.term(normalise(address[0])))) return { words: [], ways: null };
      if (word.stop || this.knows(word.term)) return alone;
      const folded = fold(word.word);
      let begun = query.open && last ? this.completed(folded) : [];
      if (begun.length && !exact && this.slipped(folded, begun)) begun = [];
      if (exact || begun.length) {
        return { words: [[word, this.variants(begun, this.weights.prefix, "prefix")]], ways: null };
      }
      const relatives = this.relatives(folded);
      if (relatives.length) return { words: [[word, this.variants(relatives, 1, "typed")]], ways: null };
      const near = this.guessed(folded);
      if (word.word.endsWith("é")) near.sort((one, other) => other.written.endsWith("é") - one.written.endsWith("é"));
      if (this.common.has(folded) && !(near.length && letters(near[0].folded) === letters(folded))) return alone;
      const parts = this.apart(folded);
      if (parts) {
        const tokens = parts.flatMap((part) => this.analyzer.tokens(part)).filter((token) => !token.stop);
        const ways = [{ folded: "", written: parts.join(" "), term: "" }];
        return { words: tokens.map((token) => [{ ...token, start: word.start, end: word.end }, []]), ways };
      }
      if (!near.length) return this.filler(folded) ? { words: [], ways: null } : alone;
      const [first] = near;
      if (this.analyzer.stop.has(first.folded) && !this.analyzer.weak.has(first.folded)) return { words: [], ways: [first] };
      const apart = (other) => edits(folded, other.folded, folded.length);
      const ways = near.filter((each) => apart(each) === apart(first));
      return { words: [[word, this.variants(near, this.weights.corrected, "corrected")]], ways };
    }

    // Near words; no small one where only letters too many, or others in their place, make one of what was typed.
    guessed(folded) {
      const near = this.near(folded);
      const small = this.analyzer.stop;
      if (!near.length || !small.has(near[0].folded) || slip(folded, near[0].folded)) return near;
      const telling = folded.length >= TELLING ? this.mistyped(folded, 2, small) : [];
      return telling.length ? telling : near;
    }

    variants(words, weight, kind) {
      const forms = new Map();
      for (const word of words) if (!forms.has(word.term)) forms.set(word.term, word.folded);
      return [...forms].map(([term, form]) => ({ term, weight, kind, form }));
    }

    // Another form of a word of the articles: the table has only the forms that occur there.
    relatives(folded) {
      if (folded.length < 5 || !/^\p{L}+$/u.test(folded)) return [];
      const least = Math.max(4, folded.length - 4);
      const found = [];
      for (const word of this.vocabulary) {
        if (word.folded[0] !== folded[0] || !/^\p{L}+$/u.test(word.folded)) continue;
        let same = 0;
        while (same < folded.length && folded[same] === word.folded[same]) same += 1;
        const [left, right] = [folded.slice(same), word.folded.slice(same)];
        if (same >= least && same >= word.folded.length - 4 && this.ending(left) && this.ending(right)) {
          found.push([left.length + right.length, -word.articles, word]);
        }
      }
      found.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
      return found.slice(0, 3).map((each) => each[2]);
    }

    ending(text) {
      return text === "" || this.data.language.inflections.includes(text);
    }

    completed(prefix) {
      if (prefix.length < 2) return [];
      return this.vocabulary.filter((word) => word.folded.startsWith(prefix) && !this.analyzer.stop.has(word.folded))
        .sort((a, b) => b.articles - a.articles || (a.folded < b.folded ? -1 : 1)).slice(0, COMPLETIONS);
    }

    slipped(folded, begun) {
      const near = this.near(folded);
      return near.length > 0 && near[0].articles > 20 * begun[0].articles;
    }

    near(folded) {
      if (!/^\p{L}+$/u.test(folded)) return [];
      if (folded.length === 3) {
        const these = letters(new Set(folded));
        return this.nearest(folded, this.vocabulary.filter(({ folded: other }) => other.length === 3 && letters(new Set(other)) === these));
      }
      const far = folded.length < 4 ? 0 : folded.length < 8 ? 1 : 2;
      if (!far) return [];
      const near = this.mistyped(folded, far);
      return near.length ? near : this.nearest(folded, this.vocabulary.filter((word) => this.alike(folded, word.folded)));
    }

    mistyped(folded, far, without = new Set()) {
      const typed = thin(folded);
      return this.nearest(folded, this.vocabulary.filter(({ folded: other }) => {
        if (!/^\p{L}+$/u.test(other) || without.has(other) || Math.abs(other.length - folded.length) > far + 1) return false;
        if (!VOWEL.test(folded) && !VOWEL.test(other) && letters(folded) !== letters(other)) return false;
        const apart = Math.max(1, edits(typed, thin(other), far));
        if (apart > far || !begins(folded, other, apart)) return false;
        const most = folded.length < LONG && typed !== thin(other) ? far : far + 1;
        return edits(folded, other, most) <= most;
      }));
    }

    // The three likeliest of some words: those that are heard alike, then the nearest.
    nearest(folded, words) {
      const found = words.map((word) => {
        const other = word.folded;
        const apart = Math.max(1, edits(thin(folded), thin(other), folded.length));
        const often = Math.floor((32 - Math.clz32(word.articles)) / 2);
        const likely = [other[0] !== folded[0], !swapped(folded, other), !slip(folded, other), -often];
        return [[!this.alike(folded, other), apart, ...likely, edits(folded, other, folded.length), -word.articles], word];
      });
      found.sort(([a, one], [b, other]) => {
        const place = a.findIndex((value, i) => value !== b[i]);
        return place < 0 ? (one.folded < other.folded ? -1 : 1) : a[place] - b[place];
      });
      return found.slice(0, 3).map(([, word]) => word);
    }

    alike(typed, word) {
      const heard = this.heard(typed);
      return heard !== "" && heard === this.heard(word);
    }

    // What a word sounds like by the language's rules; nothing for a short key, which many words share.
    heard(word) {
      if (!this.sounds.length) return "";
      if (!this.keys.has(word)) this.keys.set(word, this.sounds.reduce((text, [pattern, sound]) => text.replace(pattern, sound), word));
      const key = this.keys.get(word);
      return key.length > 3 && /^\p{L}+$/u.test(word) ? key : "";
    }

    // Words that were written together, where both are long enough to be no chance.
    apart(folded) {
      if (folded.length < 6 || folded.length > 40 || !/^\p{L}+$/u.test(folded)) return null;
      const means = (part) => part.length > 2 && !this.analyzer.stop.has(part) && Boolean(this.words.get(part)?.articles);
      for (const length of [1, 2]) {
        const [first, rest] = [folded.slice(0, length), folded.slice(length)];
        if (this.analyzer.elisions.has(first) && "aeiouyh".includes(rest[0]) && means(rest)) return [this.words.get(rest).written];
      }
      const cuts = (text, most) => {
        if (means(text) || this.analyzer.stop.has(text)) return [text];
        if (most < 2) return null;
        for (let end = text.length - 2; end > 1; end -= 1) {
          const head = text.slice(0, end);
          if (!means(head) && !this.analyzer.stop.has(head)) continue;
          const rest = cuts(text.slice(end), most - 1);
          if (rest) return [head, ...rest];
        }
        return null;
      };
      const parts = cuts(folded, 3);
      if (!parts || parts.length < 2) return null;
      const written = parts.map((part) => this.words.get(part)?.written ?? part);
      if (parts.every((part) => means(part) && part.length >= 5)) return written;
      const together = ` ${parts.join(" ")} `;
      return parts.some(means) && this.texts.some((text) => text.includes(together)) ? written : null;
    }

    get texts() {
      this.folded ??= this.data.docs.map((doc) => ` ${fold(normalise([doc.title, doc.summary, ...doc.questions,
        ...doc.sections.flatMap((section) => [section.title, section.text])].join(" "))).replace(/[^\p{L}\p{N}]+/gu, " ")} `);
      return this.folded;
    }

    filler(folded) {
      const most = folded.length < 5 ? 1 : 2;
      return folded.length > 1 && /[aeiouy]/.test(folded) && [...this.analyzer.stop, ...this.analyzer.weak].some((stop) =>
        stop[0] === folded[0] && folded.length < stop.length && edits(folded, stop, most) <= most);
    }

    plan(query, standIns) {
      const { synonyms, weights } = { synonyms: this.data.synonyms, weights: this.weights };
      const terms = query.words.map((word) => word.term);
      const lean = query.words.flatMap((word, place) => (!word.whole && !query.weak.has(word.start) ? [place] : []));
      const phrases = [];
      lean.forEach((place, start) => {
        for (const [key, name] of synonyms.phrases[terms[place]] ?? []) {
          if (key.every((term, i) => terms[lean[start + i]] === term)) phrases.push([name, lean.slice(start, start + key.length)]);
        }
      });
      const taken = new Set(phrases.flatMap(([name, places]) => places.map((place) => `${name} ${place}`)));
      const inside = new Set(phrases.flatMap(([, places]) => places));
      // Nobody who excludes a word wants it by another name.
      const unwanted = new Set(query.excluded.flat().map((token) => token.term));
      const concepts = query.words.map((word, place) => {
        const share = query.weak.has(word.start) ? weights.weak : inside.has(place) ? weights.inside : 1;
        let variants = [{ term: word.term, weight: 1, kind: "typed", form: fold(word.word) }, ...standIns[place]];
        if (!query.quoted.has(word.start) && !unwanted.has(word.term)) {
          const groups = new Set(variants.flatMap((variant) => synonyms.words[variant.term] ?? []));
          variants = [...variants, ...[...groups].filter((name) => !taken.has(`${name} ${place}`))
            .map((term) => ({ term, weight: weights.synonym, kind: "synonym", form: "" }))];
        }
        variants = variants.map((variant) => ({ ...variant, weight: variant.weight * share }));
        return { variants, positions: [place], optional: word.whole, importance: share };
      });
      for (const [name, places] of new Map(phrases).entries()) {
        if (places.some((place) => query.quoted.has(query.words[place].start))) continue;
        concepts.push({ variants: [{ term: name, weight: weights.phrase, kind: "synonym", form: "" }], positions: places, optional: false, importance: 1 });
      }
      return concepts;
    }

    found(concept) {
      const scores = new Float64Array(this.size);
      for (const { term, weight } of concept.variants) {
        const postings = Object.hasOwn(this.data.terms, term) ? this.data.terms[term] : [];
        for (let i = 0; i < postings.length; i += 2) {
          scores[postings[i]] = Math.max(scores[postings[i]], postings[i + 1] * weight);
        }
      }
      return { concept, scores, count: scores.reduce((sum, score) => sum + (score > 0 ? 1 : 0), 0) };
    }

    answer(understood) {
      const { query, standIns } = understood;
      const found = this.plan(query, standIns).map((concept) => this.found(concept));
      const sums = new Float64Array(this.size);
      for (const each of found) for (let doc = 0; doc < this.size; doc += 1) sums[doc] += each.scores[doc];
      this.restrict(sums, query);
      const ranker = new Ranker(this, found, query);
      const docs = [...sums.keys()].filter((doc) => sums[doc] > 0);
      docs.sort((a, b) => sums[b] - sums[a] || (this.data.docs[a].id < this.data.docs[b].id ? -1 : 1));
      const most = Math.max(...docs.slice(0, WINDOW).map((doc) => sums[doc]), 0);
      const judged = docs.slice(0, WINDOW).map((doc) => {
        const score = most * (sums[doc] / most) ** this.weights.contrast;
        const held = ranker.held(doc);
        const closeness = ranker.closeness(this.data.heads[doc]);
        const plain = score * (1 + this.weights.coverage * held * held);
        return { doc, held, closeness, score: plain + score * this.weights.closeness * held ** this.weights.whole * closeness };
      });
      judged.sort((a, b) => b.score - a.score || this.data.docs[b.doc].day - this.data.docs[a.doc].day
        || (this.data.docs[a.doc].id < this.data.docs[b.doc].id ? -1 : 1));
      const answered = judged.slice(0, BEST)
        .some((each) => ranker.certainty(each, this.data.heads[each.doc]) >= this.weights.certainty.floor);
      const rest = docs.slice(WINDOW).map((doc) => ({ doc, held: 0, score: sums[doc] }));
      const corrected = this.shown(understood, judged[0]?.doc);
      return { hits: [...judged, ...rest], answered, corrected, total: docs.length, found };
    }

    restrict(sums, query) {
      for (const phrase of query.phrases) {
        const wanted = ` ${fold(normalise(phrase)).replace(/[^\p{L}\p{N}]+/gu, " ").trim()} `;
        for (let doc = 0; doc < this.size; doc += 1) if (!this.texts[doc].includes(wanted)) sums[doc] = 0;
      }
      for (const tokens of query.excluded) {
        const meant = tokens.filter((token) => !token.whole);
        for (let doc = 0; doc < this.size; doc += 1) {
          const holds = meant.length && meant.every(({ term }) => {
            const postings = Object.hasOwn(this.data.terms, term) ? this.data.terms[term] : [];
            for (let i = 0; i < postings.length; i += 2) if (postings[i] === doc) return true;
            return false;
          });
          if (holds) sums[doc] = 0;
        }
      }
    }
  }

  const otherNumber = (form) => (form.length > 3 && form.endsWith("s") ? form.slice(0, -1) : `${form}s`);

  // The bonuses of one query; see the ranking of the server, which this follows line by line.
  class Ranker {
    constructor(search, found, query) {
      this.search = search;
      this.wording = query.wording && ` ${WORDING}${query.wording} `;
      this.words = new Array(query.words.length).fill(0);
      for (const { concept, count } of found) {
        if (concept.positions.length === 1 && !concept.optional) {
          this.words[concept.positions[0]] = (Math.log((search.size + 1) / (count + 1)) + 1) * concept.importance;
        }
      }
      this.whole = this.words.reduce((sum, worth) => sum + worth, 0);
      this.bits = found.map(({ concept, scores }) => [scores, concept.positions.reduce((bits, place) => bits | (1 << place), 0)]);
      this.masks = new Map();
      this.forms = [];
      this.others = [];
      found.forEach(({ concept }, i) => {
        for (const { term, form } of concept.variants) {
          this.masks.set(term, (this.masks.get(term) ?? 0) | this.bits[i][1]);
          if (form) this.forms.push([` ${FORM}${form} `, this.bits[i][1]]);
          if (form) this.others.push([` ${FORM}${otherNumber(form)} `, this.bits[i][1]]);
        }
      });
      this.told = this.words.filter((worth) => worth > 0).length;
      this.number = this.told > 1 ? search.weights.number : 1;
    }

    share(mask) {
      if (!this.whole) return 0;
      return this.words.reduce((sum, worth, place) => sum + ((mask >> place) & 1 ? worth : 0), 0) / this.whole;
    }

    held(doc) {
      return this.share(this.bits.reduce((mask, [scores, bits]) => mask | (scores[doc] > 0 ? bits : 0), 0));
    }

    mask(text) {
      let mask = 0;
      for (const [term, bits] of this.masks) if (text.includes(` ${term} `)) mask |= bits;
      return mask;
    }

    certainty({ held, closeness }, heads) {
      const worth = this.search.weights.certainty;
      const sure = worth.held * held + worth.headed * this.share(this.mask(heads)) + worth.close * Math.min(closeness, 1);
      return sure + worth.word * Math.min(this.told, worth.words);
    }

    closeness(heads) {
      const lines = heads.split("\n").map((line) => [this.share(this.mask(line)), line]).filter(([share]) => share > 0);
      lines.sort((a, b) => b[0] - a[0]);
      let best = 0;
      for (const [held, line] of lines) {
        const { exact, brief, called, verbatim } = this.search.weights;
        if (held ** 3 * (1 + verbatim) <= best) break;
        const share = held + exact * (this.literal(line) - held);
        const same = this.wording && line.includes(this.wording) ? 1 + verbatim : 1;
        const worth = share ** 3 * (line.startsWith(CALLED) ? called : 1) * same;
        if (worth > best) best = Math.max(best, worth * (1 - brief + brief * this.said(line)));
      }
      return best;
    }

    literal(line) {
      const found = (needles, start) => needles.reduce((mask, [needle, bits]) => mask | (line.includes(needle) ? bits : 0), start);
      const mask = found(this.forms, 0);
      const same = this.share(mask);
      return same + this.number * (this.share(found(this.others, mask)) - same);
    }

    said(line) {
      let [said, whole, rarity, counted] = [0, 0, 0, false];
      for (const term of line.split(" ").filter(Boolean)) {
        if (term.startsWith(FORM)) break;
        if (term === CALLED.trim()) continue;
        if (!term.startsWith(MARK)) {
          rarity = this.search.rarity(term) ** 2;
          counted = false;
          whole += rarity;
        }
        if (!counted && this.masks.has(term)) {
          said += rarity;
          counted = true;
        }
      }
      return whole ? said / whole : 0;
    }
  }

  globalThis.guichetSearch = (data) => new Search(data);
})();
