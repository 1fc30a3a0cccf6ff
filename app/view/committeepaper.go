package view

import (
	"errors"
	"fmt"

	"woshou/data"
	"woshou/data/form"
	"woshou/pdf"
)

// CommitteeRef names a paper of the committee: which form, and what it is about.
type CommitteeRef struct {
	Code form.Code
	// Period of a report.
	Period data.Period
	// Element is the order that a paper is of, or the change of head that the hand-over
	// list is for; empty is a change that is still to come.
	Element data.ElementID
}

// CommitteePaper lays out a paper of the committee as the record stands. data.ErrNotFound
// says that there is no such paper or element. A character that no font has becomes a
// place to write it by hand: of a list of many cases nobody can be asked for each.
func (d *Desk) CommitteePaper(ref CommitteeRef) (*pdf.Document, error) {
	list, err := d.reported(ref)
	if err != nil {
		return nil, err
	}
	return d.committeePaper(ref.Code, list.about)
}

// PrintCommittee makes a paper of the committee ready to hand on, as PDF. One that names
// parties is recorded first, as its spreadsheet is.
func (d *Desk) PrintCommittee(ref CommitteeRef) (*Job, error) {
	list, err := d.reported(ref)
	if err != nil {
		return nil, err
	}
	doc, err := d.committeePaper(ref.Code, list.about)
	if err != nil {
		return nil, err
	}
	job, err := Loose(d.Fonts, doc, FormTitle(string(ref.Code))+" "+d.Today().String()+".pdf")
	if err != nil {
		return nil, err
	}
	if what := ref.Names(); what != "" {
		err = d.recordExport(what, false, list.rows)
	}
	return job, err
}

// Names says how a paper that names parties is recorded when it leaves the program, as its
// spreadsheet is; empty for one that names none.
func (r CommitteeRef) Names() string {
	return map[form.Code]string{form.Subsidy: ExportSubsidy, form.Ledger: ExportCourt, form.HandOverList: ExportHandOver}[r.Code]
}

func (d *Desk) committeePaper(code form.Code, about any) (*pdf.Document, error) {
	c := d.Store.Committee()
	set := func() (*pdf.Document, error) {
		s := form.OfCommittee(c, about, d.Today())
		f, err := form.Edition(code, s)
		if err != nil {
			return nil, err
		}
		return pdf.Paper(d.Fonts, code, s, pdf.Print{Digest: form.Digest(f, s)})
	}
	doc, err := set()
	var missing *pdf.MissingGlyphs
	if errors.As(err, &missing) {
		for _, g := range missing.Glyphs {
			data.ByHand(about, g.Char)
			data.ByHand(c, g.Char)
		}
		doc, err = set()
	}
	return doc, err
}

// reportedList is what a paper of the committee is about.
type reportedList struct {
	about any
	rows  int // how many are recorded of one that names parties
}

// reported reads what a paper is about.
func (d *Desk) reported(ref CommitteeRef) (reportedList, error) {
	switch ref.Code {
	case form.Statistics:
		return reportedList{about: d.statistics(ref.Period)}, nil
	case form.Subsidy:
		s := d.subsidySheet(ref.Period)
		return reportedList{s, len(s.Lines)}, nil
	case form.Ledger:
		l := d.courtLedger(ref.Period, d.caseNumbers())
		return reportedList{l, len(l.Lines)}, nil
	case form.TaskOrder:
		for _, t := range d.Store.Committee().Tasks {
			if t.ID == ref.Element {
				return reportedList{about: &t}, nil
			}
		}
	case form.HandOverList:
		return d.handOverPaper(ref.Element)
	}
	return reportedList{}, fmt.Errorf("paper %s of %q: %w", ref.Code, ref.Element, data.ErrNotFound)
}

// handOverPaper is the list of files for a change of head.
func (d *Desk) handOverPaper(id data.ElementID) (reportedList, error) {
	c := d.Store.Committee()
	h := &form.HandOver{Files: *d.handOver(c)}
	out := reportedList{h, h.Files.Files}
	if id == "" {
		if head := c.Head(d.Today()); head != nil {
			h.From = head.Name
		}
		return out, nil
	}
	for _, o := range c.Successions {
		if o.ID == id {
			h.Succession = o
			return out, nil
		}
	}
	return out, fmt.Errorf("hand-over %s: %w", id, data.ErrNotFound)
}

// RecoverySheet is the sheet with the key that opens a new record, as PDF. Nothing notes
// that it was made: the key must stand nowhere but on it.
func RecoverySheet(fonts *pdf.Fonts, c *data.Committee, key, file string, today data.Day) (*Job, error) {
	secret := form.RecoveryKey(key)
	doc, err := pdf.Paper(fonts, form.RecoverySheet, form.OfCommittee(c, &secret, today), pdf.Print{})
	if err != nil {
		return nil, err
	}
	return Loose(fonts, doc, file)
}
