package pdf

import (
	"fmt"
	"slices"
	"strconv"

	"woshou/data"
	"woshou/data/form"
)

// Dossier says what Bind puts between two covers.
type Dossier struct {
	// Subject is the case, its committee, the day and where pictures come from.
	Subject form.Subject
	// Papers are those to bind; nil stands for the whole dossier.
	Papers []form.Ref
	// Kept are pieces on paper that the record does not know: their pages are left free.
	Kept []form.Leaf
	// Print says which printing each paper is, in its edition and with the subject that it
	// is set with; nil means LastPrint.
	Print func(form.Ref, *form.Form, form.Subject) Print
	// TwoSided begins each paper on a sheet of its own, behind an empty back where the paper
	// before it ends on a front, and numbers backs at their left corner; otherwise all pages
	// are fronts.
	TwoSided bool

	bare bool // pictures keep their places and are not made
}

// The number of a page in the bound dossier (页号), in mm from the page's edges.
const (
	folioIn   = 14.0
	folioDown = 17.0 // to its baseline
)

// Bind joins the papers of a case in the order of its dossier, with a list of contents.
// Where the catalogue is among them the pages are numbered through, as the catalogue
// says; numbers are left free for what is kept on paper. An error is one of Paper's.
func Bind(fonts *Fonts, d Dossier) (*Document, *form.Binding, error) { return bind(fonts, d) }

// Numbers says what Bind would, without a document: how many pages each paper has and
// where they begin. It makes no pictures, which takes most of the time.
func Numbers(fonts *Fonts, d Dossier) (*form.Binding, error) {
	d.bare = true
	_, binding, err := bind(fonts, d)
	return binding, err
}

func bind(fonts faces, d Dossier) (*Document, *form.Binding, error) {
	leaves := form.Leaves(d.Subject, d.Papers, d.Kept)
	papers := make([]*Document, len(leaves))
	// The catalogue and the covers say how many pages the others have.
	for _, numbered := range []bool{true, false} {
		for i := range leaves {
			l := &leaves[i]
			if l.Kept() || l.Numbered() != numbered {
				continue
			}
			doc, err := d.paper(fonts, l.Ref)
			if err != nil {
				return nil, nil, fmt.Errorf("bind %s: %w", l.Code, err)
			}
			papers[i], l.Pages = doc, doc.Pages
		}
		d.Subject.Bound = form.Number(leaves)
	}
	return d.join(fonts, papers), d.Subject.Bound, nil
}

// paper lays out one paper of the dossier.
func (d *Dossier) paper(fonts faces, ref form.Ref) (*Document, error) {
	s, err := form.About(d.Subject.Committee, d.Subject.Case, ref, d.Subject.Today)
	if err != nil {
		return nil, err
	}
	s.Images, s.Bound = d.Subject.Images, d.Subject.Bound
	f, err := form.Edition(ref.Code, s)
	if err != nil {
		return nil, err
	}
	print := LastPrint
	if d.Print != nil {
		print = d.Print
	}
	return lay(&layout{fonts: fonts, bare: d.bare}, ref.Code, s, print(ref, f, s))
}

// join puts the papers behind one another; a leaf that is kept on paper has none.
func (d *Dossier) join(fonts faces, papers []*Document) *Document {
	c, leaves := d.Subject.Case, d.Subject.Bound.Leaves
	out := &Document{
		Title: form.DossierTitle, Subject: c.Title(), Author: d.Subject.Committee.Name, Number: c.Number, Created: c.ArchivedOn,
	}
	catalogued := slices.ContainsFunc(leaves, func(l form.Leaf) bool { return l.Code == form.Catalogue })
	if !catalogued {
		out.Title = form.SetTitle
	}
	for i, doc := range papers {
		if doc == nil {
			continue
		}
		if d.TwoSided {
			out.Pages += out.Pages % 2
		}
		first := out.append(doc)
		out.Marks = append(out.Marks, Mark{Title: markTitle(leaves, i, doc.Created), Page: first})
		for page := range doc.Pages {
			if catalogued && leaves[i].First > 0 {
				out.Boxes = append(out.Boxes, folio(fonts, out, first+page, leaves[i].First+page, d.TwoSided && page%2 == 1))
			}
		}
		if c.ArchivedOn == 0 {
			out.Created = max(out.Created, doc.Created)
		}
	}
	return out
}

// append puts the pages of another document behind its own and returns the number of
// the first.
func (d *Document) append(doc *Document) int {
	for _, b := range doc.Boxes {
		b.Page += d.Pages
		d.Boxes = append(d.Boxes, b)
	}
	d.Wide = append(d.Wide, make([]bool, d.Pages-len(d.Wide))...)
	for page := range doc.Pages {
		width, height := doc.Size(page + 1)
		d.Wide = append(d.Wide, width > height)
	}
	d.Pages += doc.Pages
	return d.Pages - doc.Pages + 1
}

// markTitle names a leaf in the list of contents: one of several of its kind with its
// day, or counted.
func markTitle(leaves []form.Leaf, at int, day data.Day) string {
	l := &leaves[at]
	n, all := 0, 0
	for i := range leaves {
		if leaves[i].Code == l.Code {
			if all++; i <= at {
				n++
			}
		}
	}
	switch {
	case l.In == data.PartCover:
		return l.Title + "（封面）"
	case all < 2:
		return l.Title
	case day != 0:
		return l.Title + "（" + day.Chinese() + "）"
	}
	return l.Title + "（" + strconv.Itoa(n) + "）"
}

// folio is the number of a page at its outer top corner. A page that is wider than high
// is bound by its top: its outer corner is at its foot.
func folio(fonts faces, doc *Document, page, number int, back bool) Box {
	text := strconv.Itoa(number)
	width, height := doc.Size(page)
	b := Box{Page: page, Kind: Text, Y: folioDown, W: (&layout{fonts: fonts}).width(smallStyle, text) * mmPerPt, Text: text, Style: smallStyle}
	if width > height {
		b.Y = height - folioIn
	}
	b.X = folioIn
	if !back {
		b.X = width - folioIn - b.W
	}
	return b
}
