package view

import (
	"slices"

	"woshou/data"
	"woshou/data/form"
	"woshou/pdf"
)

// Bound reports whether papers are bound into one document: where the catalogue is among
// them, which says on what page each begins.
func Bound(refs []form.Ref) bool {
	return len(refs) > 1 && slices.ContainsFunc(refs, func(ref form.Ref) bool { return ref.Code == form.Catalogue })
}

// titleOf names what is printed as one document.
func titleOf(refs []form.Ref) string {
	switch {
	case len(refs) == 1:
		return FormTitle(string(refs[0].Code))
	case Bound(refs):
		return form.DossierTitle
	}
	return form.SetTitle
}

// Arranged puts papers that are Bound into the order that they are bound in; others stay
// as they are.
func (d *Desk) Arranged(c *data.Case, refs []form.Ref) []form.Ref {
	if !Bound(refs) {
		return refs
	}
	var out []form.Ref
	for _, l := range form.Leaves(d.dossier(c), refs, nil) {
		if !l.Kept() {
			out = append(out, l.Ref)
		}
	}
	return out
}

// dossier is what is bound of a case.
func (d *Desk) dossier(c *data.Case) form.Subject {
	return form.Subject{Committee: d.Store.Committee(), Case: c.Spelled(), Today: d.Today(), Images: d.images(c)}
}

// bind lays papers out as one document, each as it is printed more times again.
func (d *Desk) bind(c *data.Case, refs []form.Ref, twoSided bool, more int) (*pdf.Document, []data.Paper, error) {
	prints := map[form.Ref]pdf.Print{}
	doc, binding, err := pdf.Bind(d.Fonts, pdf.Dossier{
		Subject: d.dossier(c), Papers: refs, Kept: replaced(c), TwoSided: twoSided,
		Print: func(ref form.Ref, f *form.Form, s form.Subject) pdf.Print {
			p := pdf.LastPrint(ref, f, s)
			p.Number += more
			prints[ref] = p
			return p
		},
	})
	if err != nil {
		return nil, nil, err
	}
	var papers []data.Paper
	for _, l := range binding.Leaves {
		if !l.Kept() {
			papers = append(papers, paperOf(l.Ref, prints[l.Ref], l.Pages))
		}
	}
	return doc, papers, nil
}

// replaced are the signed agreements that a later one stands in for: they are not printed
// any more, and their papers stay in the dossier.
func replaced(c *data.Case) []form.Leaf {
	var out []form.Leaf
	for _, a := range c.Agreements {
		if a.VoidOn != 0 || !c.Replaced(a.ID) {
			continue
		}
		for _, p := range slices.Backward(c.Papers) {
			if p.Form == string(form.Agreement) && p.Element == a.ID {
				out = append(out, form.Leaf{Ref: form.Ref{Element: a.ID}, Title: FormTitle(p.Form), In: data.PartAgreement, Pages: p.Pages})
				break
			}
		}
	}
	return out
}

// pageNumbers is how the whole dossier is bound as it is now, nil when it cannot be laid out.
func (d *Desk) pageNumbers(c *data.Case) *form.Binding {
	refs := d.DossierPapers(c)
	if len(refs) == 0 {
		return nil
	}
	binding, err := pdf.Numbers(d.Fonts, pdf.Dossier{Subject: d.dossier(c), Papers: refs, Kept: replaced(c)})
	if err != nil {
		return nil
	}
	return binding
}

// dossierPages is how many pages the bound dossier numbers, 0 when it cannot be laid out.
func (d *Desk) dossierPages(c *data.Case) int {
	if b := d.pageNumbers(c); b != nil {
		return b.Pages
	}
	return 0
}
