package view

import (
	"bytes"
	"errors"
	"image"
	"slices"
	"strings"

	"woshou/data"
	"woshou/data/form"
	"woshou/pdf"
)

// Job is one document on its way to paper: a paper, or several that are bound. Prepare makes it; then Printed
// notes that it came out. A job that Loose made stands in no record.
type Job struct {
	Document *pdf.Document
	PDF      []byte
	// File names the file; it holds no name of a person.
	File string
	// Copies is how many originals are usually made.
	Copies int

	twoSided bool // what is bound leaves backs empty
	fonts    *pdf.Fonts
	papers   []data.Paper
	refs     []form.Ref // what of the case it prints
}

// Page draws a page of the job, from 1, for a printer that takes pictures.
func (j *Job) Page(n int, dpi float64) (image.Image, error) {
	return pdf.Raster(j.fonts, j.Document, n, dpi)
}

// Loose makes a job of a document that no record counts: a draft, a form to be filled by
// hand, a recovery sheet. The error is *pdf.MissingGlyphs, or what drawing says.
func Loose(fonts *pdf.Fonts, doc *pdf.Document, file string) (*Job, error) {
	job := &Job{Document: doc, File: file, Copies: 1, fonts: fonts}
	var b bytes.Buffer
	if err := pdf.Render(&b, fonts, doc); err != nil {
		return nil, err
	}
	job.PDF = b.Bytes()
	return job, nil
}

// Paper lays out a paper of a case as it stands, without printing it. data.ErrNotFound
// says that the case has no such paper, *pdf.MissingGlyphs that no font has a character.
func (d *Desk) Paper(c *data.Case, ref form.Ref) (*pdf.Document, error) {
	doc, _, err := d.single(c, ref, 0)
	return doc, err
}

// single lays out one paper as it is printed more times again.
func (d *Desk) single(c *data.Case, ref form.Ref, more int) (*pdf.Document, []data.Paper, error) {
	f, s, err := d.alone(c, ref)
	if err != nil {
		return nil, nil, err
	}
	p := pdf.LastPrint(ref, f, s)
	p.Number += more
	doc, err := pdf.Paper(d.Fonts, ref.Code, s, p)
	if err != nil {
		return nil, nil, err
	}
	return doc, []data.Paper{paperOf(ref, p, doc.Pages)}, nil
}

// paperOf is what the record will say of a printing, but for its day and fonts.
func paperOf(ref form.Ref, p pdf.Print, pages int) data.Paper {
	return data.Paper{ID: data.NewElementID(), Form: string(ref.Code), Element: ref.Element, Print: p.Number, Hash: p.Digest, Pages: pages}
}

// CheckPapers looks for characters that no font has in several papers, without laying
// them out: *pdf.MissingGlyphs names those of all of them.
func (d *Desk) CheckPapers(c *data.Case, refs []form.Ref) error {
	var all pdf.MissingGlyphs
	for _, ref := range refs {
		_, s, err := d.subject(c, ref)
		if err != nil {
			return err
		}
		var missing *pdf.MissingGlyphs
		switch err := pdf.Check(d.Fonts, ref.Code, s); {
		case errors.As(err, &missing):
			all.Glyphs = append(all.Glyphs, missing.Glyphs...)
		case err != nil:
			return err
		}
	}
	if len(all.Glyphs) > 0 {
		return &all
	}
	return nil
}

// PaperSet lays out several papers as Paper does one, those that are Bound as one
// document. Its errors are CheckPapers's and Paper's.
func (d *Desk) PaperSet(c *data.Case, refs []form.Ref) ([]*pdf.Document, error) {
	if err := d.CheckPapers(c, refs); err != nil {
		return nil, err
	}
	if Bound(refs) {
		doc, _, err := d.bind(c, refs, false, 0)
		if err != nil {
			return nil, err
		}
		return []*pdf.Document{doc}, nil
	}
	var out []*pdf.Document
	for _, ref := range refs {
		doc, err := d.Paper(c, ref)
		if err != nil {
			return nil, err
		}
		out = append(out, doc)
	}
	return out, nil
}

// alone is the subject of a paper that is not bound with others; the catalogue has the
// page numbers of the whole dossier as it is now.
func (d *Desk) alone(c *data.Case, ref form.Ref) (*form.Form, form.Subject, error) {
	f, s, err := d.subject(c, ref)
	if err == nil && ref.Code == form.Catalogue {
		s.Bound = d.pageNumbers(c)
	}
	return f, s, err
}

func (d *Desk) subject(c *data.Case, ref form.Ref) (*form.Form, form.Subject, error) {
	s, err := form.About(d.Store.Committee(), c, ref, d.Today())
	if err != nil {
		return nil, s, err
	}
	s.Images = d.images(c)
	f, err := form.Edition(ref.Code, s)
	return f, s, err
}

// mayPrintPaper returns *data.Refused with the reason why a paper of a case cannot be
// printed, or nil.
func (d *Desk) mayPrintPaper(c *data.Case, ref form.Ref) error {
	if d.Store.Access() == data.Reads { // what is printed is noted in the record
		return refuse(ActPrint, "user.reads", "")
	}
	switch ref.Code {
	case form.Acceptance:
		return mayAct(c, ActRegister, d.Today())
	case form.Agreement:
		a := c.Agreement(ref.Element)
		switch {
		case a == nil || a.VoidOn != 0 || c.Replaced(a.ID):
			return refuse(ActPrint, "print.old", ref.Element)
		case a.Frozen():
			return nil
		case c.Current().ID != a.ID:
			return refuse(ActPrint, "print.old", ref.Element)
		}
		return mayAct(c, ActPrint, d.Today())
	}
	return nil
}

// Prepare lays a paper of a case out for printing, or several that are bound. A written
// agreement that still may change is frozen first: no paper may exist whose text is not in
// the record. Nothing is frozen when a paper cannot be set (*pdf.MissingGlyphs). A text that
// was frozen for a print that did not come out is printed as it is, unless the record says
// otherwise by now, of a party for example: then it is frozen anew.
func (d *Desk) Prepare(seen *data.Case, refs ...form.Ref) (*data.Case, *Job, error) {
	return d.prepare(seen, refs, false)
}

func (d *Desk) prepare(seen *data.Case, refs []form.Ref, twoSided bool) (*data.Case, *Job, error) {
	for _, ref := range refs {
		if err := d.mayPrintPaper(seen, ref); err != nil {
			return nil, nil, err
		}
	}
	if slices.ContainsFunc(refs, func(ref form.Ref) bool { return isDraft(seen, ref) }) {
		if err := d.CheckPapers(seen, refs); err != nil {
			return nil, nil, err
		}
	}
	job := &Job{Copies: 1, File: fileOf(seen, refs), fonts: d.Fonts, twoSided: twoSided, refs: slices.Clone(refs)}
	c := seen
	for i, ref := range refs {
		if ref.Code != form.Agreement {
			continue
		}
		frozen, err := d.freezeFor(c, &job.refs[i])
		if err != nil {
			return nil, nil, err
		}
		if c = frozen; len(refs) == 1 {
			job.Copies = c.Current().Copies(c)
		}
	}
	if err := d.render(job, c); err != nil {
		return nil, nil, err
	}
	return c, job, nil
}

// freezeFor freezes the version of the agreement that is to be printed; ref names then the
// one that is.
func (d *Desk) freezeFor(seen *data.Case, ref *form.Ref) (*data.Case, error) {
	if a := seen.Agreement(ref.Element); a.Unprinted() && stale(seen, ref.Element, d.Today()) {
		open, err := d.change(seen, data.MoveUnsign, func(c *data.Case) error { return d.reopen(c, "") })
		if err != nil {
			return nil, err
		}
		seen, ref.Element = open, open.Current().ID
		if err := d.CheckPapers(seen, []form.Ref{*ref}); err != nil {
			return nil, err
		}
	}
	if seen.Agreement(ref.Element).Frozen() {
		return seen, nil
	}
	return d.change(seen, data.MoveFreeze, func(c *data.Case) error {
		if c.Status == data.Mediating {
			if err := data.Do(c, data.MoveAgree, d.Today()); err != nil {
				return err
			}
		}
		if err := freeze(c, c.Agreement(ref.Element), d.Today()); err != nil {
			return err
		}
		return data.Do(c, data.MoveFreeze, d.Today())
	})
}

// stale reports whether a version would say something else if it were frozen now.
func stale(c *data.Case, id data.ElementID, today data.Day) bool {
	now := c.Clone()
	a := now.Agreement(id)
	return freeze(now, a, today) != nil || a.PrintHash != c.Agreement(id).PrintHash
}

// freeze fixes the text of the version and what it says of the parties.
func freeze(c *data.Case, a *data.Agreement, today data.Day) error {
	edition, err := form.On(form.Agreement, today)
	if err != nil {
		return err
	}
	a.Edition, a.FrozenOn = edition.Edition, today
	a.Parties = c.Clone().Parties
	s, err := form.About(nil, c, form.Ref{Code: form.Agreement, Element: a.ID}, today)
	if err != nil {
		return err
	}
	a.PrintHash = form.Digest(edition, s)
	return nil
}

// render draws the papers of a job and notes what will be recorded of each.
func (d *Desk) render(job *Job, c *data.Case) (err error) {
	if len(job.refs) == 1 {
		job.Document, job.papers, err = d.single(c, job.refs[0], 1)
	} else {
		job.Document, job.papers, err = d.bind(c, job.refs, job.twoSided, 1)
	}
	if err != nil {
		return err
	}
	fonts := strings.Join(d.Fonts.Names(job.Document), ", ")
	for i := range job.papers {
		job.papers[i].On, job.papers[i].Fonts = d.Today(), fonts
	}
	var b bytes.Buffer
	err = pdf.Render(&b, d.Fonts, job.Document)
	job.PDF = b.Bytes()
	return err
}

// Printed notes in the record that a job came out, whatever else became of the case since
// it was prepared.
func (d *Desk) Printed(seen *data.Case, job *Job) (*data.Case, error) {
	now, err := d.Store.Case(seen.ID)
	if err != nil {
		return nil, err
	}
	return d.change(now, ActPrint, func(c *data.Case) error {
		for _, p := range job.papers {
			if a := c.Agreement(p.Element); a != nil && p.Form == string(form.Agreement) {
				a.Prints = max(a.Prints, p.Print)
			}
			c.Papers = append(c.Papers, p)
		}
		return nil
	})
}

// Print prepares a paper and notes it as printed, for a caller that writes the file
// itself.
func (d *Desk) Print(seen *data.Case, ref form.Ref) (*data.Case, *Job, error) {
	c, job, err := d.Prepare(seen, ref)
	if err == nil {
		c, err = d.Printed(c, job)
	}
	if err != nil {
		return nil, nil, err
	}
	return c, job, nil
}

// PrintAgreement prints the current written agreement, which freezes it the first time:
// from then on it can only be signed, or voided and drawn up anew.
func (d *Desk) PrintAgreement(seen *data.Case) (*data.Case, *Job, error) {
	if err := mayAct(seen, ActPrint, d.Today()); err != nil {
		return nil, nil, err
	}
	return d.Print(seen, form.Ref{Code: form.Agreement, Element: seen.Current().ID})
}

// PrintAcceptance prints the registration form.
func (d *Desk) PrintAcceptance(seen *data.Case) (*data.Case, *Job, error) {
	return d.Print(seen, form.Ref{Code: form.Acceptance})
}

// Papers lists the papers that can be printed of a case, in the order of the dossier.
func (d *Desk) Papers(c *data.Case) []form.Ref {
	if c.Status == data.Void {
		return nil
	}
	return slices.DeleteFunc(form.Papers(c), func(ref form.Ref) bool {
		a := c.Agreement(ref.Element)
		return a != nil && a.VoidOn != 0
	})
}

// fileOf names the file of what is printed: the title and the case's number.
func fileOf(c *data.Case, refs []form.Ref) string {
	return fileSafe(titleOf(refs)+c.Number) + ".pdf"
}
