// Package pdf lays out the statutory papers and writes them as PDF. Layout is
// pure: a form and a case become boxes in millimetres; drawing and the preview
// both paint those boxes and decide nothing. It knows neither screens nor the
// store.
package pdf

import (
	"fmt"
	"io"
	"strings"

	"woshou/data"
	"woshou/data/form"
)

// MissingGlyphs says which characters no font can print and where they stand, so
// that a person can be asked before anything reaches paper.
type MissingGlyphs struct{ Glyphs []MissingGlyph }

// MissingGlyph is one character in one entry.
type MissingGlyph struct {
	Char  rune
	Key   string         // the field, as in form.Field; empty for a text of the layout itself
	Label string         // the field's label on the paper
	Party data.ElementID // whose entry it is; empty for the paper itself
}

// Error names code points and fields, no entry's text.
func (e *MissingGlyphs) Error() string {
	var parts []string
	for _, g := range e.Glyphs {
		parts = append(parts, fmt.Sprintf("%U in %s", g.Char, g.Key))
	}
	return "no font has " + strings.Join(parts, ", ")
}

// Render writes the document as PDF. *MissingGlyphs is returned before anything
// is written; any other error comes from drawing or from w.
func Render(w io.Writer, fonts *Fonts, doc *Document) error {
	if err := checkBoxes(fonts, doc); err != nil {
		return err
	}
	if err := Draw(w, fonts, doc); err != nil {
		return fmt.Errorf("draw %s: %w", doc.Title, err)
	}
	return nil
}

// checkBoxes looks for characters no font has in what is about to be drawn.
func checkBoxes(fonts faces, doc *Document) error {
	seen := map[rune]bool{}
	var missing MissingGlyphs
	for _, b := range doc.Boxes {
		if b.Kind != Text {
			continue
		}
		for _, r := range fonts.Missing(b.Text) {
			if !seen[r] {
				seen[r] = true
				missing.Glyphs = append(missing.Glyphs, MissingGlyph{Char: r, Key: fmt.Sprintf("page %d", b.Page)})
			}
		}
	}
	if len(missing.Glyphs) > 0 {
		return &missing
	}
	return nil
}

// checkEntries looks for them in the entries of a paper, where the fields are known.
func checkEntries(fonts faces, f *form.Form, s form.Subject) error {
	var missing MissingGlyphs
	look := func(key, label string, party data.ElementID, text string) {
		for _, r := range fonts.Missing(strings.ReplaceAll(clean(text), "\n", " ")) {
			missing.Glyphs = append(missing.Glyphs, MissingGlyph{Char: r, Key: key, Label: label, Party: party})
		}
	}
	for _, e := range f.Entries(s) {
		look(e.Key, e.Label, e.Party, e.Text)
	}
	if f.Opening != nil {
		look("agreement.amends", "", "", f.Opening(s))
	}
	for _, part := range f.Parts {
		lookIn(part, s, look)
	}
	if len(missing.Glyphs) > 0 {
		return &missing
	}
	return nil
}

// lookIn looks at what a part says beside its entries.
func lookIn(part form.Part, s form.Subject, look func(key, label string, party data.ElementID, text string)) {
	switch p := part.(type) {
	case form.Passage:
		look("passage", "", "", p.Get(s))
	case form.Table:
		for _, row := range p.Rows(s) {
			for i, text := range row {
				look("table", p.Columns[i].Head, "", text)
			}
		}
	case form.Signing:
		for _, signer := range p.Signers {
			if !signer.Party {
				look("signer", signer.Label, "", strings.Join(signer.Names(s), ""))
				continue
			}
			for _, p := range s.Parties() {
				look("party.guardian", "监护人", p.ID, p.Guardian)
				look("party.agent", "代理人", p.ID, p.Agent.Name)
			}
		}
		if p.Seal != "" {
			look("committee.name", p.Seal, "", s.Committee.Seal())
		}
	}
}
