package form

import (
	"cmp"
	"slices"

	"woshou/data"
)

// DossierTitle is what all papers of a case are called when they are bound.
const DossierTitle = "调解卷宗"

// SetTitle is what some papers of a case are called in one file.
const SetTitle = "人民调解文书"

// Binding is how a dossier is bound: its leaves in their order, and how many pages are
// numbered.
type Binding struct {
	Leaves []Leaf
	Pages  int
}

// Leaf is one piece of a dossier: a paper that is printed from the record or, without a
// code, one that is kept on paper only and takes its pages all the same.
type Leaf struct {
	Ref
	Title string
	In    data.DossierPart
	// Pages is how many it has, First the number of the first of them in the bound
	// dossier (页号): 0 for the cover, the catalogue and the back, which are not numbered.
	Pages, First int
}

// Kept reports whether the piece is kept on paper only.
func (l *Leaf) Kept() bool { return l.Code == "" }

// Last is the number of its last page.
func (l *Leaf) Last() int { return l.First + l.Pages - 1 }

// Numbered reports whether its pages count: covers and the catalogue do not.
func (l *Leaf) Numbered() bool {
	return l.In != data.PartCover && l.In != data.PartCatalogue && l.In != data.PartBack
}

// Leaves lists what a case's dossier is made of, in the order of its catalogue: the
// papers, and what is kept on paper after the paper it belongs to. Nil papers stand for
// all that is filed; a choice of them without the covers or the catalogue leaves out what
// is kept of the parts that none is of. Pages of the papers are not known yet.
func Leaves(s Subject, papers []Ref, kept []Leaf) []Leaf {
	rows := CatalogueOf(s.Committee)
	all := papers == nil
	if all {
		papers = Filed(s.Case)
	}
	var out []Leaf
	parts := map[data.DossierPart]bool{} // that the papers are of
	for _, ref := range papers {
		f, err := Lookup(ref.Code, "")
		if err != nil {
			continue
		}
		parts[f.In] = true
		out = append(out, Leaf{Ref: ref, Title: f.Title, In: f.In})
	}
	all = all || parts[data.PartCover] && parts[data.PartCatalogue] && parts[data.PartBack]
	slices.SortStableFunc(out, func(a, b Leaf) int {
		return cmp.Or(cmp.Compare(place(rows, &a), place(rows, &b)), cmp.Compare(order(a.Code), order(b.Code)))
	})
	for _, l := range slices.Concat(s.keptOnPaper(), kept) {
		if l.Pages > 0 && (all || parts[l.In]) {
			out = insert(out, rows, l)
		}
	}
	return out
}

// insert puts a piece that is kept on paper behind the paper of the same element, else
// at the end of its row of the catalogue.
func insert(leaves []Leaf, rows []CatalogueRow, l Leaf) []Leaf {
	row, at := place(rows, &l), 0
	for i := range leaves {
		same := l.Element != "" && leaves[i].Element == l.Element
		if place(rows, &leaves[i]) == row && same {
			return slices.Insert(leaves, i+1, l)
		}
		if place(rows, &leaves[i]) <= row {
			at = i + 1
		}
	}
	return slices.Insert(leaves, at, l)
}

// place is where a piece stands in the order of a dossier: the cover, the catalogue,
// the catalogue's rows, and last what is not filed.
func place(rows []CatalogueRow, l *Leaf) int {
	switch l.In {
	case data.PartCover:
		return -2
	case data.PartCatalogue:
		return -1
	}
	return rowOf(rows, l)
}

// order is the place of a paper among all papers.
func order(code Code) int {
	return slices.IndexFunc(editions, func(f *Form) bool { return f.Code == code })
}

// keptOnPaper lists what the record says is kept on paper and has no picture: evidence,
// and the courts' rulings.
func (s Subject) keptOnPaper() []Leaf {
	var out []Leaf
	for _, e := range s.Case.Evidence {
		if len(s.images(e.ID)) == 0 {
			out = append(out, Leaf{Ref: Ref{Element: e.ID}, Title: e.Title + originality(&e), In: data.PartEvidence, Pages: e.Pages})
		}
	}
	for _, cf := range s.Case.Confirmations {
		out = append(out, Leaf{Ref: Ref{Element: cf.ID}, Title: "裁定书", In: data.PartConfirmation, Pages: cf.RulingPages})
	}
	return out
}

// originality says of a copy that it is one.
func originality(e *data.Evidence) string {
	if e.Copy {
		return "（复印件）"
	}
	return ""
}

// Number gives the leaves their page numbers, once their pages are known.
func Number(leaves []Leaf) *Binding {
	b := &Binding{Leaves: slices.Clone(leaves)}
	for i := range b.Leaves {
		if l := &b.Leaves[i]; l.Numbered() {
			l.First = b.Pages + 1
			b.Pages += l.Pages
		}
	}
	return b
}
