package view

import (
	"image"

	"woshou/pdf"
)

// Preview shows a paper page by page as it will be printed.
type Preview struct {
	fonts *pdf.Fonts
	doc   *pdf.Document
	words Words
	page  int // from 1
}

// NewPreview shows a document, from its first page.
func (d *Desk) NewPreview(doc *pdf.Document) *Preview {
	return &Preview{fonts: d.Fonts, doc: doc, words: d.Words, page: 1}
}

// Title returns the paper's name.
func (p *Preview) Title() string { return p.doc.Title }

// Position says which page is shown: 第1页，共2页.
func (p *Preview) Position() string { return p.words.T("preview.page", p.page, p.doc.Pages) }

// HasNext reports whether there is a page after the one that is shown.
func (p *Preview) HasNext() bool { return p.page < p.doc.Pages }

// HasPrevious reports whether there is a page before the one that is shown.
func (p *Preview) HasPrevious() bool { return p.page > 1 }

// Next turns to the next page, if there is one.
func (p *Preview) Next() {
	if p.HasNext() {
		p.page++
	}
}

// Previous turns back a page, if there is one.
func (p *Preview) Previous() {
	if p.HasPrevious() {
		p.page--
	}
}

// Page draws the page that is shown at so many dots an inch.
func (p *Preview) Page(dpi float64) (image.Image, error) {
	return pdf.Raster(p.fonts, p.doc, p.page, dpi)
}
