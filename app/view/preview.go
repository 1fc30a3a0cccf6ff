package view

import (
	"image"

	"woshou/pdf"
)

// Preview shows papers page by page as they will be printed: one behind the other, or bound
// into one document, whose marks say where each begins.
type Preview struct {
	fonts *pdf.Fonts
	docs  []*pdf.Document
	words Words
	paper int // which of the papers, from 0
	page  int // of it, from 1
}

// NewPreview shows papers, from the first page of the first.
func (d *Desk) NewPreview(docs ...*pdf.Document) *Preview {
	return &Preview{fonts: d.Fonts, docs: docs, words: d.Words, page: 1}
}

func (p *Preview) doc() *pdf.Document { return p.docs[p.paper] }

// Title returns the name of the paper that is shown.
func (p *Preview) Title() string { return p.doc().Title }

// Paper is which of the papers is shown, from 0.
func (p *Preview) Paper() int {
	if !p.bound() {
		return p.paper
	}
	at := 0
	for i, m := range p.doc().Marks {
		if m.Page <= p.page {
			at = i
		}
	}
	return at
}

func (p *Preview) bound() bool { return len(p.docs) == 1 && len(p.doc().Marks) > 1 }

// Position says which page is shown: 第1页，共2页.
func (p *Preview) Position() string { return p.words.T("preview.page", p.page, p.doc().Pages) }

// HasNext reports whether there is a page after the one that is shown.
func (p *Preview) HasNext() bool { return p.page < p.doc().Pages || p.paper+1 < len(p.docs) }

// HasPrevious reports whether there is a page before the one that is shown.
func (p *Preview) HasPrevious() bool { return p.page > 1 || p.paper > 0 }

// Next turns to the next page, if there is one.
func (p *Preview) Next() {
	switch {
	case p.page < p.doc().Pages:
		p.page++
	case p.HasNext():
		p.paper, p.page = p.paper+1, 1
	}
}

// Previous turns back a page, if there is one.
func (p *Preview) Previous() {
	switch {
	case p.page > 1:
		p.page--
	case p.HasPrevious():
		p.paper--
		p.page = p.doc().Pages
	}
}

// Open turns to the first page of a paper, from 0.
func (p *Preview) Open(paper int) {
	if p.bound() {
		p.page = p.doc().Marks[paper].Page
		return
	}
	p.paper, p.page = paper, 1
}

// Keep turns to the page that another preview of the same papers shows, as far as there is
// one.
func (p *Preview) Keep(before *Preview) {
	if before.paper < len(p.docs) {
		p.paper = before.paper
		p.page = min(before.page, p.doc().Pages)
	}
}

// Page draws the page that is shown at so many dots an inch.
func (p *Preview) Page(dpi float64) (image.Image, error) {
	return pdf.Raster(p.fonts, p.doc(), p.page, dpi)
}
