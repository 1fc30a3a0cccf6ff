package view

import (
	"slices"
	"strings"
	"unicode/utf8"

	"woshou/data"
	"woshou/pdf"
)

// ActSpell says how a character that no font has is put on paper.
const ActSpell data.Move = "spell"

// SpellForm decides about one character: another one in its place on paper, or, with
// none, a place to write it by hand.
type SpellForm struct {
	Char string `json:"char"`
	As   string `json:"as"`
}

// Spell records how a character is put on paper; what the record says stays.
func (d *Desk) Spell(seen *data.Case, in SpellForm) (*data.Case, error) {
	switch {
	case utf8.RuneCountInString(in.Char) != 1:
		return nil, invalid("spelling.char", "spelling.one")
	case utf8.RuneCountInString(in.As) > 1:
		return nil, invalid("spelling.as", "spelling.one")
	case len(d.Fonts.Missing(in.As)) > 0:
		return nil, invalid("spelling.as", "spelling.missing")
	}
	return d.change(seen, ActSpell, func(c *data.Case) error {
		one := data.Spelling{ID: data.NewElementID(), Char: in.Char, As: in.As, On: d.Today(), By: d.Store.Author()}
		for _, s := range c.Spellings {
			if s.Char == in.Char {
				one.ID = s.ID
			}
		}
		c.Spellings = put(c.Spellings, one, func(s *data.Spelling) bool { return s.Char == in.Char })
		return nil
	})
}

// GlyphRow is a character that cannot be printed, with all places it stands at.
type GlyphRow struct {
	Char   string
	Places []string // 当事人姓名（叶建国）
}

// GlyphRows lists the characters of an error for the user to decide about.
func (d *Desk) GlyphRows(c *data.Case, missing *pdf.MissingGlyphs) []GlyphRow {
	var out []GlyphRow
	for _, g := range missing.Glyphs {
		place := g.Label
		if place == "" {
			place = d.Words.T("print.somewhere")
		}
		if p := c.Party(g.Party); p != nil {
			place = d.Words.T("spelling.place", place, p.Name)
		}
		char := string(g.Char)
		at := slices.IndexFunc(out, func(r GlyphRow) bool { return r.Char == char })
		if at < 0 {
			at, out = len(out), append(out, GlyphRow{Char: char})
		}
		out[at].Places = append(out[at].Places, place)
	}
	return out
}

// spelled says which characters an event decided about, and how.
func spelled(w Words, c *data.Case, changes []data.Change) string {
	for _, ch := range changes {
		for _, s := range c.Spellings {
			switch {
			case !strings.HasPrefix(ch.Path, "spellings."+string(s.ID)):
			case s.As == "":
				return w.T("history.spelled_by_hand", s.Char)
			default:
				return w.T("history.spelled", s.Char, s.As)
			}
		}
	}
	return w.T("move." + string(ActSpell))
}
