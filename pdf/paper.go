package pdf

import (
	"fmt"
	"slices"

	"woshou/data/form"
)

// Paper lays out one paper of the subject, in the edition of the day it bears. An error
// is *MissingGlyphs, or wraps data.ErrNotFound for an unknown paper or edition.
func Paper(fonts *Fonts, code form.Code, s form.Subject, p Print) (*Document, error) {
	return layOut(fonts, code, s, p)
}

// Check looks for characters that no font has in what a paper of the subject says, as
// Paper does first; its errors are Paper's, those of pictures excepted.
func Check(fonts *Fonts, code form.Code, s form.Subject) error {
	f, err := form.Edition(code, s)
	if err != nil {
		return err
	}
	return checkEntries(fonts, f, s)
}

func layOut(fonts faces, code form.Code, s form.Subject, p Print) (*Document, error) {
	return lay(&layout{fonts: fonts}, code, s, p)
}

// lay sets a paper with a fresh layout.
func lay(l *layout, code form.Code, s form.Subject, p Print) (*Document, error) {
	f, err := form.Edition(code, s)
	if err != nil {
		return nil, err
	}
	if err := checkEntries(l.fonts, f, s); err != nil {
		return nil, err
	}
	l.page = portrait
	if f.Landscape {
		l.page = landscape
	}
	l.room = l.page.textHeight
	if !f.Cover {
		l.room -= footerLead * float64(len(l.footerLines(s.Case.Number))-1)
	}
	l.head(f, s)
	for i, part := range f.Parts {
		l.part(part, s)
		if i+1 < len(f.Parts) && closing(f.Parts[i+1]) {
			l.keepLast(2)
			l.keepNext()
		}
	}
	l.slip()
	if f.Twice {
		l.twice()
	}
	if l.err != nil {
		return nil, fmt.Errorf("lay out %s: %w", f.Code, l.err)
	}
	return l.document(f, s, p)
}

// closing reports whether a part must not stand on a page without the end of what it
// closes.
func closing(part form.Part) bool {
	switch p := part.(type) {
	case form.Signing:
		return true
	case form.Passage:
		return p.Close
	}
	return false
}

// head adds title and number, and what the paper supplements.
func (l *layout) head(f *form.Form, s form.Subject) {
	if f.Title != "" && !f.Cover {
		l.title(f.Title)
	}
	if f.Number.Label != "" {
		style := Style{Role: Body, Size: labelSize}
		text := clean(f.Number.Get(s))
		number := []run{{Text: f.Number.Label + text, Style: style}}
		if text == "" {
			number = append(number, run{Blank: 10 * labelSize, Line: true, Style: style})
		}
		l.add(0, l.paragraph(number, 0, right, leading)...)
		l.keepNext()
	}
	if f.Opening != nil {
		if text := f.Opening(s); text != "" {
			l.prose(0, text, bodyStyle)
			l.keepNext()
		}
	}
}

// document puts the strips on pages and the furniture around them.
func (l *layout) document(f *form.Form, s form.Subject, p Print) (*Document, error) {
	foot := footing{number: s.Case.Number, form: f, print: p}
	if f.Running != nil {
		foot.running = f.Running(s)
	}
	boxes, pages := paginate(l.strips, area{Top: l.page.top, Height: l.room})
	furniture, err := l.furniture(foot, pages)
	if err != nil {
		return nil, fmt.Errorf("lay out %s: %w", f.Code, err)
	}
	doc := &Document{
		Title:   f.Title,
		Subject: s.Case.Title(),
		Author:  s.Committee.Name,
		Number:  s.Case.Number,
		Created: f.Day(s),
		Pages:   pages,
		Boxes:   append(furniture, boxes...),
	}
	if f.Landscape {
		doc.Wide = slices.Repeat([]bool{true}, pages)
	}
	return doc, nil
}
