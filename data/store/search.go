package store

import (
	"slices"
	"strings"

	"github.com/mozillazg/go-pinyin"

	"woshou/data"
)

// Query picks rows; fields left empty do not narrow.
type Query struct {
	// Text is what was typed: every word of it must occur in a case's names, number,
	// place, phones, identity numbers, summary or requests, or be the pinyin of a
	// name (zhangjianguo) or its initials (zjg).
	Text     string
	Statuses []data.Status
	Type     data.DisputeType
	Mediator data.ElementID
	// Period is matched with the day of receipt.
	Period data.Period
	// IDs keeps the answer to these cases when it is not nil.
	IDs []data.CaseID
	// Limit bounds the rows returned; 0 is all.
	Limit int
}

// Find returns the rows that a query picks, newest first, at most Limit of them, and
// how many there are in all.
func (s *Store) Find(q Query) (rows []Row, total int) {
	words := strings.Fields(foldText(q.Text))
	among := map[data.CaseID]bool{}
	for _, id := range q.IDs {
		among[id] = true
	}
	for _, it := range s.ordered() {
		if q.IDs != nil && !among[it.row.ID] || !q.picks(&it.row) || !containsAll(it.hay, words) {
			continue
		}
		if total++; q.Limit == 0 || total <= q.Limit {
			rows = append(rows, it.row)
		}
	}
	return rows, total
}

func (q *Query) picks(r *Row) bool {
	return (len(q.Statuses) == 0 || slices.Contains(q.Statuses, r.Status)) &&
		(q.Type == "" || q.Type == r.Type) &&
		(q.Mediator == "" || slices.Contains(r.Mediators, q.Mediator)) &&
		(q.Period == data.Period{} || q.Period.Has(r.Received))
}

func containsAll(hay string, words []string) bool {
	for _, w := range words {
		if !strings.Contains(hay, w) {
			return false
		}
	}
	return true
}

// foldText makes small letters of capitals and narrow characters of wide ones, as
// Chinese keyboards produce both.
func foldText(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '！' && r <= '～':
			r -= '！' - '!'
		case r == '　':
			r = ' '
		}
		if r >= 'A' && r <= 'Z' {
			r += 'a' - 'A'
		}
		return r
	}, s)
}

// haystack is everything of a case that a search may find, a line each.
func haystack(c *data.Case) string {
	var b strings.Builder
	line := func(s string) {
		if s != "" {
			b.WriteString(foldText(s))
			b.WriteByte('\n')
		}
	}
	name := func(s string) {
		line(s)
		b.WriteString(readings(s))
	}
	line(c.Number)
	for i := range c.Parties {
		p := &c.Parties[i]
		name(p.Name)
		line(p.Pinyin)
		for _, s := range []string{string(p.IDNumber), string(p.CreditCode), p.Phone, p.Agent.Phone, p.Address} {
			line(s)
		}
		for _, s := range []string{p.LegalRep, p.Guardian, p.Agent.Name} {
			name(s)
		}
	}
	for _, m := range c.Mediators {
		line(m.Name)
	}
	for _, s := range []string{c.Place, c.ReferralNo, c.Type.Name(), c.Summary, c.Requests} {
		line(s)
	}
	return b.String()
}

// A name of many characters with several readings each would have readings without
// end; names of people have few.
const (
	maxReadings = 32
	maxRead     = 40 // characters of one name
)

// readings returns the initials and the full pinyin of a name, a line each, in every
// combination of its characters' readings up to a bound.
func readings(name string) string {
	short, full := []string{""}, []string{""}
	hanzi := false
	for i, r := range []rune(name) {
		if i == maxRead {
			break
		}
		syllables := syllablesOf(r)
		if len(syllables) == 0 {
			continue
		}
		hanzi = hanzi || r > 127
		var initials []string
		for _, s := range syllables {
			if !slices.Contains(initials, s[:1]) {
				initials = append(initials, s[:1])
			}
		}
		short, full = combine(short, initials), combine(full, syllables)
	}
	if !hanzi {
		return ""
	}
	return strings.Join(short, "\n") + "\n" + strings.Join(full, "\n") + "\n"
}

func combine(heads, tails []string) []string {
	if len(heads)*len(tails) > maxReadings {
		tails = tails[:1]
	}
	out := make([]string, 0, len(heads)*len(tails))
	for _, h := range heads {
		for _, t := range tails {
			out = append(out, h+t)
		}
	}
	return out
}

// syllablesOf returns the readings of a character without tones, the usual one
// first; a letter or digit reads as itself.
func syllablesOf(r rune) []string {
	if r < 128 {
		if s := foldText(string(r)); s >= "0" && s <= "9" || s >= "a" && s <= "z" {
			return []string{s}
		}
		return nil
	}
	var out []string
	for tone := range strings.SplitSeq(pinyin.PinyinDict[int(r)], ",") {
		s := toneless.Replace(tone)
		if s != "" && s[0] >= 'a' && s[0] <= 'z' && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// toneless writes ü as v, as keyboards do.
var toneless = strings.NewReplacer(
	"ā", "a", "á", "a", "ǎ", "a", "à", "a", "ē", "e", "é", "e", "ě", "e", "è", "e",
	"ī", "i", "í", "i", "ǐ", "i", "ì", "i", "ō", "o", "ó", "o", "ǒ", "o", "ò", "o",
	"ū", "u", "ú", "u", "ǔ", "u", "ù", "u", "ǖ", "v", "ǘ", "v", "ǚ", "v", "ǜ", "v", "ü", "v",
	"ń", "n", "ň", "n", "ǹ", "n", "ḿ", "m", "ế", "e", "ề", "e", "ê", "e", "\u0304", "", "\u030c", "", "\u0300", "",
)
