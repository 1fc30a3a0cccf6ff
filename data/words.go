package data

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// WordKind is why a word of ListWords is looked for.
type WordKind string

// The kinds of words. Vague ones and those that make an agreement void count in clauses
// alone: a text that tells what happened may hold them.
const (
	WordInsult    WordKind = "insult"
	WordSlang     WordKind = "slang"
	WordImproper  WordKind = "improper"
	WordVague     WordKind = "vague"
	WordThreat    WordKind = "threat"
	WordOrgan     WordKind = "organ"
	WordLaw       WordKind = "law"
	WordFee       WordKind = "fee"
	WordCourt     WordKind = "court"
	WordPenal     WordKind = "penal"
	WordVoidPenal WordKind = "void_penal"
	WordVoidLaw   WordKind = "void_law"
)

// WordKinds lists the kinds that a place may add words of. What makes a paper void is
// for the law to say.
var WordKinds = []WordKind{
	WordInsult, WordSlang, WordImproper, WordVague, WordThreat, WordOrgan, WordLaw, WordFee, WordCourt, WordPenal,
}

// voids reports whether a word of the kind makes an agreement void.
func (k WordKind) voids() bool { return k == WordVoidPenal || k == WordVoidLaw }

// spoken reports whether people may be quoted with such a word.
func (k WordKind) spoken() bool { return k == WordInsult || k == WordSlang }

// WordGap in a word stands for up to eight characters of the same phrase.
const WordGap = "…"

// leastWord is how many characters a word has at least: a single one is part of too many
// others.
const leastWord = 2

// spellings returns the ways in which a row of ListWords writes its word.
func spellings(name string) []string {
	var out []string
	for s := range strings.SplitSeq(name, "、") {
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// checkWord returns *Invalid for what keeps a place's own word from being looked for.
func (r *ListRow) checkWord() error {
	stands := shipped(ListWords).Row(r.Code)
	switch {
	case stands != nil && stands.Kind.voids():
		if r.Row == *stands {
			return nil
		}
		return invalid("row.code", "list.closed")
	case !slices.Contains(WordKinds, r.Kind):
		return invalid("row.word_kind", "choice.empty")
	case r.Advice == "":
		return invalid("row.advice", "text.empty")
	}
	for _, s := range spellings(r.Name) {
		if utf8.RuneCountInString(strings.ReplaceAll(s, WordGap, "")) < leastWord {
			return invalid("row.words", "word.short")
		}
	}
	return nil
}

// wordRule looks for the spellings of one row. Heads are the spellings up to their first
// gap: hardly any stands in a text, so that patterns are seldom needed.
type wordRule struct {
	row    Row
	heads  []string
	unless []string
}

type wordRules []wordRule

// voidWords are the shipped words that make an agreement void.
var voidWords = newWordRules(slices.DeleteFunc(slices.Clone(shipped(ListWords)), func(r Row) bool { return !r.Kind.voids() }))

func newWordRules(rows List) wordRules {
	var out wordRules
	for _, r := range rows {
		w := wordRule{row: r, unless: spellings(r.Unless)}
		for _, s := range spellings(r.Name) {
			head, _, _ := strings.Cut(s, WordGap)
			w.heads = append(w.heads, head)
		}
		out = append(out, w)
	}
	return out
}

// find returns where the spellings stand in a text.
func (w *wordRule) find(text string) [][]int {
	if !containsAny(text, w.heads) {
		return nil
	}
	var parts []string
	for _, s := range spellings(w.row.Name) {
		parts = append(parts, strings.ReplaceAll(regexp.QuoteMeta(s), WordGap, `[^，。；：！？、\n]{0,8}`))
	}
	return regexp.MustCompile(strings.Join(parts, "|")).FindAllStringIndex(text, -1)
}

// in returns the words that stand in a passage outside of the names.
func (l wordRules) in(p passage, names []string) findings {
	text := hideNames(p.text, names)
	said := quoted(text)
	var out findings
	for i := range l {
		w := &l[i]
		if p.clause == nil && (w.row.Kind == WordVague || w.row.Kind.voids()) {
			continue
		}
		for _, m := range w.find(text) {
			inSpeech := w.row.Kind.spoken() && slices.ContainsFunc(said, func(q [2]int) bool { return q[0] <= m[0] && m[1] <= q[1] })
			if inSpeech || containsAny(around(text, m[0], m[1]), w.unless) {
				continue
			}
			out = append(out, w.finding(p, m[0], m[1]))
			break // once a text is enough
		}
	}
	return out
}

func (w *wordRule) finding(p passage, start, end int) Finding {
	code, severity := "finding.word", Advises
	switch w.row.Kind {
	case WordVoidPenal:
		code, severity = "refused.void.penal", Forbids
	case WordVoidLaw:
		code, severity = "refused.void.law", Forbids
	}
	f := p.at(start, end, code, p.text[start:end], w.row.Advice)
	f.Severity = severity
	return f
}

// What an exception of a word is looked for in: this many characters of the sentence
// before it and behind it.
const (
	charsBefore = 12
	charsBehind = 8
)

// around returns the part of the sentence around a word.
func around(text string, start, end int) string {
	const stops = "。；！？\n"
	from, to := start, end
	for n := 0; n < charsBefore && from > 0; n++ {
		r, size := utf8.DecodeLastRuneInString(text[:from])
		if strings.ContainsRune(stops, r) {
			break
		}
		from -= size
	}
	for n := 0; n < charsBehind && to < len(text); n++ {
		r, size := utf8.DecodeRuneInString(text[to:])
		if strings.ContainsRune(stops, r) {
			break
		}
		to += size
	}
	return text[from:to]
}

// hideNames puts characters that no word has in the place of names, byte for byte.
func hideNames(text string, names []string) string {
	for _, name := range names {
		if !utf8.ValidString(name) || utf8.RuneCountInString(name) < leastWord || !strings.Contains(text, name) {
			continue
		}
		text = strings.ReplaceAll(text, name, strings.Map(func(r rune) rune {
			return [...]rune{1: 0x01, 2: 0x80, 3: 0xfffc, 4: 0x10ffff}[utf8.RuneLen(r)]
		}, name))
	}
	return text
}

// speech finds what people are quoted with: between quotation marks, or as an answer.
var speech = regexp.MustCompile(`“[^”\n]*”|「[^」\n]*」|"[^"\n]*"|(?m:^答[：:].*$)`)

// quoted returns where people are quoted.
func quoted(text string) [][2]int {
	var out [][2]int
	for _, m := range speech.FindAllStringIndex(text, -1) {
		out = append(out, [2]int{m[0], m[1]})
	}
	return out
}
