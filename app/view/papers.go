package view

import (
	"errors"
	"slices"
	"strings"

	"woshou/data"
	"woshou/data/form"
	"woshou/pdf"
)

// PaperRow is one paper in a list of papers.
type PaperRow struct {
	Ref   form.Ref
	Title string
	// About says which of several it is: 第2次调解 2026年3月5日.
	About string
	// State says whether it is a draft, and how often it was printed.
	State string
	Tone  Tone
	// Scan says that a signed scan, or photos, of what it is about are kept; empty where none are.
	Scan string
	// Printed is how often it was printed.
	Printed int
	// Draft papers may still change; printing them freezes them.
	Draft bool
	// Copies is how many originals are usually made.
	Copies int
	// Why is the reason why it cannot be printed; empty when it can.
	Why string
}

// PaperRows lists the papers of a case in the order of the dossier.
func (d *Desk) PaperRows(c *data.Case) []PaperRow {
	var out []PaperRow
	for _, ref := range d.Papers(c) {
		out = append(out, d.PaperRow(c, ref))
	}
	return out
}

// PaperRow describes one paper of a case, also one that is void and only looked at.
func (d *Desk) PaperRow(c *data.Case, ref form.Ref) PaperRow {
	w := d.Words
	row := PaperRow{
		Ref: ref, Title: FormTitle(string(ref.Code)), About: aboutPaper(w, c, ref.Element),
		Printed: c.Printings(string(ref.Code), ref.Element), Copies: 1,
	}
	if a := c.Agreement(ref.Element); a != nil && ref.Code == form.Agreement {
		row.Draft, row.Copies, row.Printed = isDraft(c, ref), a.Copies(c), a.Prints
	}
	switch kept := row.Ref.Element != "" && len(c.AttachmentsOf(ref.Element)) > 0; {
	case kept && ref.Code == form.Agreement:
		row.Scan = w.T("paper.scan")
	case kept:
		row.Scan = w.T("paper.photos")
	}
	var no *data.Refused
	if errors.As(d.mayPrintPaper(c, ref), &no) {
		row.Why = Reason(w, no)
	}
	switch {
	case row.Draft:
		row.State, row.Tone = w.T("paper.draft"), Busy
	case neverPrinted(c, ref):
		row.State, row.Tone = w.T("paper.unprinted"), Warn
	case row.Printed > 0:
		row.State, row.Tone = w.T("paper.printed", row.Printed, lastPrinted(c, ref).String()), Good
	default:
		row.State = w.T("paper.never")
	}
	return row
}

// isDraft reports whether a paper is an agreement that still may change.
func isDraft(c *data.Case, ref form.Ref) bool {
	a := c.Agreement(ref.Element)
	return a != nil && ref.Code == form.Agreement && !a.Frozen() && a.VoidOn == 0
}

// neverPrinted reports whether a paper is an agreement that nobody has on paper: a draft, or
// a text that was fixed for a print that did not come out.
func neverPrinted(c *data.Case, ref form.Ref) bool {
	a := c.Agreement(ref.Element)
	return a != nil && ref.Code == form.Agreement && a.Prints == 0 && a.VoidOn == 0
}

// lastPrinted is the day a paper was last printed.
func lastPrinted(c *data.Case, ref form.Ref) data.Day {
	var last data.Day
	for _, p := range c.Papers {
		if p.Form == string(ref.Code) && p.Element == ref.Element {
			last = max(last, p.On)
		}
	}
	return last
}

// aboutPaper names what of a case a paper is about; empty for the case itself.
func aboutPaper(w Words, c *data.Case, id data.ElementID) string {
	if id == "" {
		return ""
	}
	if a := c.Agreement(id); a != nil {
		return agreementTitle(w, a)
	}
	k := cards{w: w, c: c}
	if about := k.about(id); about != "" {
		return about
	}
	for _, list := range [][]Card{k.followUps(), k.confirmations(), k.escalations(), k.handUps(), k.advices(), k.reopenings()} {
		for _, card := range list {
			if card.ID == id {
				return card.Title
			}
		}
	}
	return ""
}

// DossierPapers lists the papers that are bound into the dossier and can be printed now, in
// the order of the dossier.
// An agreement that was not printed yet is left out: whoever binds a dossier does not mean to
// fix its text.
func (d *Desk) DossierPapers(c *data.Case) []form.Ref {
	var out []form.Ref
	filed := form.Filed(c)
	for _, ref := range d.Papers(c) {
		if slices.Contains(filed, ref) && !neverPrinted(c, ref) && d.mayPrintPaper(c, ref) == nil {
			out = append(out, ref)
		}
	}
	return d.Arranged(c, out)
}

// BlankRows lists every form, to be printed and filled by hand.
func (d *Desk) BlankRows() []PaperRow {
	var out []PaperRow
	for _, f := range form.All() {
		out = append(out, PaperRow{Ref: form.Ref{Code: f.Code}, Title: f.Title, Copies: 1})
	}
	return out
}

// Blank lays out a form to be filled by hand. It knows the committee only.
func (d *Desk) Blank(code form.Code) (*pdf.Document, error) {
	return pdf.Paper(d.Fonts, code, form.Blank(d.Store.Committee()), pdf.Print{})
}

// LoosePaper makes a job of a paper that no record counts: a draft of a case's paper, or,
// without a case, an empty form.
func (d *Desk) LoosePaper(c *data.Case, ref form.Ref) (*Job, error) {
	title := FormTitle(string(ref.Code))
	if c == nil {
		doc, err := d.Blank(ref.Code)
		if err != nil {
			return nil, err
		}
		return Loose(d.Fonts, doc, fileSafe(d.Words.T("paper.blank_file", title))+".pdf")
	}
	doc, err := d.Paper(c, ref)
	if err != nil {
		return nil, err
	}
	return Loose(d.Fonts, doc, fileSafe(d.Words.T("paper.draft_file", title)+c.Number)+".pdf")
}

// printedWhat names the papers of an event that noted a printing.
func printedWhat(w Words, c *data.Case, changes []data.Change) string {
	var out []string
	for _, ch := range changes {
		for _, p := range c.Papers {
			if ch.Path == "papers."+string(p.ID) {
				out = append(out, w.T("history.printed", FormTitle(p.Form), p.Print))
			}
		}
	}
	if len(out) == 0 {
		return w.T("move." + string(ActPrint))
	}
	return strings.Join(out, "、")
}
