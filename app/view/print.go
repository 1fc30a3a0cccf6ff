package view

import (
	"bytes"
	"slices"
	"strings"

	"woshou/data"
	"woshou/data/form"
	"woshou/pdf"
)

// Job is a set of papers of one case on their way to paper. Prepare makes it; then
// Printed or NotPrinted says what became of it.
type Job struct {
	Document *pdf.Document
	PDF      []byte
	// File names the file of the set; it holds no name of a person.
	File string
	// Copies is how many originals are usually made.
	Copies int

	papers []data.Paper
	froze  data.ElementID // the version that was frozen for this job
}

// Paper lays out a paper of a case as it stands, without printing it. data.ErrNotFound
// says that the case has no such paper, *pdf.MissingGlyphs that no font has a character.
func (d *Desk) Paper(c *data.Case, ref form.Ref) (*pdf.Document, error) {
	f, s, err := d.subject(c, ref)
	if err != nil {
		return nil, err
	}
	return pdf.Paper(d.Fonts, ref.Code, s, printOf(c, f, s, ref, 0))
}

func (d *Desk) subject(c *data.Case, ref form.Ref) (*form.Form, form.Subject, error) {
	s, err := form.About(d.Store.Committee(), c, ref, d.Today())
	if err != nil {
		return nil, s, err
	}
	f, err := form.Edition(ref.Code, s)
	return f, s, err
}

// printOf is how a paper is marked that was printed before and is printed more times
// again.
func printOf(c *data.Case, f *form.Form, s form.Subject, ref form.Ref, more int) pdf.Print {
	if ref.Code == form.Agreement {
		a := s.Agreement
		return pdf.Print{Draft: !a.Frozen(), Number: a.Prints + more, Version: a.Version, Digest: a.PrintHash}
	}
	return pdf.Print{Number: c.Printings(string(ref.Code), ref.Element) + more, Digest: form.Digest(f, s)}
}

// Prepare lays papers of a case out for printing. A written agreement among them that
// still may change is frozen first: no paper may exist whose text is not in the record.
// Nothing is frozen when the paper cannot be set (*pdf.MissingGlyphs).
func (d *Desk) Prepare(seen *data.Case, refs ...form.Ref) (*data.Case, *Job, error) {
	job := &Job{Copies: 1, File: fileOf(seen, refs)}
	c := seen
	for _, ref := range refs {
		if ref.Code == form.Acceptance {
			if err := mayAct(seen, ActRegister, d.Today()); err != nil {
				return nil, nil, err
			}
		}
		if ref.Code != form.Agreement {
			continue
		}
		frozen, err := d.freezeFor(job, c, ref)
		if err != nil {
			return nil, nil, err
		}
		c = frozen
		if a := c.Agreement(ref.Element); len(refs) == 1 && a != nil {
			job.Copies = a.Copies(c)
		}
	}
	if err := d.render(job, c, refs); err != nil {
		back, thawed := d.NotPrinted(c, job)
		return back, nil, first(err, thawed)
	}
	return c, job, nil
}

// freezeFor freezes the current version of the agreement for a job.
func (d *Desk) freezeFor(job *Job, seen *data.Case, ref form.Ref) (*data.Case, error) {
	if err := mayAct(seen, ActPrint, d.Today()); err != nil {
		return nil, err
	}
	a := seen.Agreement(ref.Element)
	switch {
	case a == nil || seen.Current().ID != a.ID:
		return nil, refuse(ActPrint, "print.old", ref.Element)
	case a.Frozen():
		return seen, nil
	}
	if _, err := d.Paper(seen, ref); err != nil {
		return nil, err
	}
	job.froze = ref.Element
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

// render draws the papers of a job as one file and lists them.
func (d *Desk) render(job *Job, c *data.Case, refs []form.Ref) error {
	var docs []*pdf.Document
	for _, ref := range refs {
		f, s, err := d.subject(c, ref)
		if err != nil {
			return err
		}
		p := printOf(c, f, s, ref, 1)
		doc, err := pdf.Paper(d.Fonts, ref.Code, s, p)
		if err != nil {
			return err
		}
		docs = append(docs, doc)
		job.papers = append(job.papers, data.Paper{
			ID: data.NewElementID(), Form: string(ref.Code), Element: ref.Element, On: d.Today(), Print: p.Number,
			Hash: p.Digest, Pages: doc.Pages, Fonts: strings.Join(d.Fonts.Names(doc), ", "),
		})
	}
	job.Document = docs[0]
	var b bytes.Buffer
	err := pdf.Render(&b, d.Fonts, job.Document)
	job.PDF = b.Bytes()
	return err
}

// Printed notes in the record that a job came out.
func (d *Desk) Printed(seen *data.Case, job *Job) (*data.Case, error) {
	return d.change(seen, ActPrint, func(c *data.Case) error {
		for _, p := range job.papers {
			if a := c.Agreement(p.Element); a != nil && p.Form == string(form.Agreement) {
				a.Prints = max(a.Prints, p.Print)
			}
			c.Papers = append(c.Papers, p)
		}
		return nil
	})
}

// NotPrinted opens the text again that was frozen for a job which did not come out: the
// version is void, and goes on under its own number.
func (d *Desk) NotPrinted(seen *data.Case, job *Job) (*data.Case, error) {
	a := seen.Agreement(job.froze)
	if a == nil || a.Prints != 0 {
		return seen, nil
	}
	return d.change(seen, data.MoveUnsign, func(c *data.Case) error {
		a := c.Agreement(job.froze)
		next := nextVersion(c, a)
		next.Version = a.Version
		a.VoidOn, a.VoidReason = d.Today(), d.Words.T("print.never")
		c.Agreements = append(c.Agreements, next)
		return data.Do(c, data.MoveUnsign, d.Today())
	})
}

// Print prepares papers and notes them as printed, for a caller that writes the file
// itself.
func (d *Desk) Print(seen *data.Case, refs ...form.Ref) (*data.Case, *Job, error) {
	c, job, err := d.Prepare(seen, refs...)
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

// fileOf names the file of printed papers: the title and the case's number.
func fileOf(c *data.Case, refs []form.Ref) string {
	title := "文书"
	if len(refs) == 1 {
		title = FormTitle(string(refs[0].Code))
	}
	return title + strings.NewReplacer("/", "-", "\\", "-").Replace(c.Number) + ".pdf"
}
