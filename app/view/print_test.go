package view

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"woshou/data"
	"woshou/data/form"
	"woshou/pdf"
)

// shownVersions are the states of the versions that the case's screen shows.
func shownVersions(d *Desk, c *data.Case) []string {
	var out []string
	for _, v := range d.CaseView(c).Agreements {
		out = append(out, v.State)
	}
	return out
}

// paperState is what the list of papers says of the current agreement.
func paperState(d *Desk, c *data.Case) string { return d.PaperRow(c, agreementRef(c)).State }

// A text that was fixed for a print that did not come out is printed as it is, and nothing
// else of the record tells of the attempt.
func TestPrepare_NotCome(t *testing.T) {
	d, before := played(t, "01", "draft", 1, "2026-03-24")
	c, job, err := d.Prepare(before, agreementRef(before))
	if err != nil {
		t.Fatal(err)
	}
	a := c.Current()
	if !a.Unprinted() || c.Status != data.PendingMarks || len(c.Papers) != len(before.Papers) || job.Copies != 3 {
		t.Fatalf("on its way: %+v, %s, %d papers, %d copies", a, c.Status, len(c.Papers), job.Copies)
	}
	_, err = d.Mark(c, MarkForm{Party: c.Parties[0].ID, Kind: data.Signature, On: d.Today()})
	wantRefused(t, err, "freeze.print")
	_, err = d.Terminate(c, TerminateForm{On: d.Today(), Ground: "T5"})
	wantRefused(t, err, "end.unprinted")
	if got := paperState(d, c); got != "定了稿，还没有印出来" {
		t.Errorf("the list says %q", got)
	}
	if next := NextStep(d.Words, c, d.Today()); next.Act != ActPrint || !strings.Contains(next.Hint, "还没有印出来") {
		t.Errorf("next is %+v", next)
	}
	hash := a.PrintHash
	for range 3 { // the printer is out of order
		if c, _, err = d.Prepare(c, agreementRef(c)); err != nil {
			t.Fatal(err)
		}
	}
	c, _, err = d.PrintAgreement(c)
	if err != nil {
		t.Fatal(err)
	}
	if a := c.Current(); len(c.Agreements) != 1 || a.PrintHash != hash || a.Prints != 1 || a.Version != 1 {
		t.Errorf("%d versions, the current %+v", len(c.Agreements), a)
	}
}

// The text goes on where somebody changes it, or what it says of a party, after a print
// that did not come out; the version that nobody has on paper stands in the history alone.
func TestPrepare_NotComeAndChanged(t *testing.T) {
	for name, change := range map[string]func(*Desk, *data.Case) (*data.Case, error){
		"the text": func(d *Desk, c *data.Case) (*data.Case, error) {
			in := d.NewAgreement(c)
			in.Facts += "又谈了一次。"
			return d.SetAgreement(c, in)
		},
		"back to the table": func(d *Desk, c *data.Case) (*data.Case, error) {
			c, err := d.BackToTable(c, BackForm{})
			if err != nil {
				return nil, err
			}
			in := d.NewAgreement(c)
			in.Facts += "又谈了一次。"
			return d.SetAgreement(c, in)
		},
		"a party": func(d *Desk, c *data.Case) (*data.Case, error) {
			p := c.Parties[0]
			p.Address = "又谈了一次。"
			return d.SetParty(c, p)
		},
	} {
		t.Run(name, func(t *testing.T) {
			d, c := played(t, "01", "draft", 1, "2026-03-24")
			c, _, err := d.Prepare(c, agreementRef(c))
			if err != nil {
				t.Fatal(err)
			}
			first := c.Current().ID
			if c, err = change(d, c); err != nil {
				t.Fatal(err)
			}
			c, job, err := d.PrintAgreement(c)
			if err != nil {
				t.Fatal(err)
			}
			a := c.Current()
			if a.ID == first || a.Prints != 1 || a.Version != 1 || !hasText(job.Document, "又谈了一次") || !hasText(job.Document, "次打印") {
				t.Errorf("printed at last: %+v", a)
			}
			for _, cl := range a.Clauses {
				if old := c.Agreement(first); slices.ContainsFunc(old.Clauses, func(o data.Clause) bool { return o.ID == cl.ID }) {
					t.Error("a clause of two versions has one ID")
				}
			}
			if !c.Agreement(first).NeverOut() || len(shownVersions(d, c)) != 1 {
				t.Errorf("the screen shows %v", shownVersions(d, c))
			}
			if hint := d.CaseView(c).Dossier; strings.Contains(fmt.Sprint(hint), "作废") {
				t.Errorf("the dossier asks about a version that nobody has: %+v", hint)
			}
		})
	}
}

// A scan is of the version that is valid, also where a text was fixed twice.
func TestPrepare_FixedTwiceAlike(t *testing.T) {
	d, c := played(t, "01", "draft", 1, "2026-03-24")
	c, _, err := d.Prepare(c, agreementRef(c))
	if err != nil {
		t.Fatal(err)
	}
	if c, err = d.BackToTable(c, BackForm{}); err != nil {
		t.Fatal(err)
	}
	if c, _, err = d.PrintAgreement(c); err != nil {
		t.Fatal(err)
	}
	a := c.Current()
	if c.Agreements[0].PrintHash != a.PrintHash {
		t.Fatal("the texts differ")
	}
	got, err := d.scannedPaper(pdf.Code{Number: c.Number, Version: 1, Digest: a.PrintHash, Form: form.Agreement})
	if err != nil || got == nil || got.void || got.ref.Element != a.ID {
		t.Errorf("%v, %+v", err, got)
	}
}

// A version that was printed once stays, whatever becomes of a reprint.
func TestPrepare_Reprint(t *testing.T) {
	d, c := played(t, "01", "print", 1, "2026-03-24")
	p := c.Parties[0]
	p.Address = "另一个地址"
	c, err := d.SetParty(c, p)
	if err != nil {
		t.Fatal(err)
	}
	id := c.Current().ID
	if c, _, err = d.Prepare(c, agreementRef(c)); err != nil || c.Current().ID != id || c.Current().Prints != 1 {
		t.Errorf("%v, %+v", err, c.Current())
	}
}

func TestPrint_OldVersion(t *testing.T) {
	d, c := played(t, "01", "mark", 1, "2026-03-24")
	old := agreementRef(c)
	c, err := d.BackToTable(c, BackForm{Reason: "改付款日期"})
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = d.Prepare(c, old)
	wantRefused(t, err, "print.old")
	for _, ref := range d.Papers(c) {
		if ref == old {
			t.Error("a void version is offered for printing")
		}
	}
}

// A character that no font has stands on paper as the user decided; the record keeps it.
func TestSpelling(t *testing.T) {
	d, c := played(t, "01", "draft", 1, "2026-03-24")
	p := c.Parties[0]
	p.Name = "叶\uE000国"
	c, err := d.SetParty(c, p)
	if err != nil {
		t.Fatal(err)
	}
	var missing *pdf.MissingGlyphs
	if _, err := d.Paper(c, agreementRef(c)); !errors.As(err, &missing) || missing.Glyphs[0].Party != p.ID {
		t.Fatalf("error %v", err)
	}
	refs := d.Papers(c)
	if err := d.CheckPapers(c, refs); !errors.As(err, &missing) || len(missing.Glyphs) < 2 {
		t.Errorf("of all papers: %v", err)
	}
	if _, _, err := d.Prepare(c, refs...); !errors.As(err, &missing) {
		t.Errorf("papers with that character are prepared: %v", err)
	}
	if now, err := d.Store.Case(c.ID); err != nil || now.Current().Frozen() {
		t.Errorf("%v, a text is frozen for papers that cannot be set", err)
	}
	for as, want := range map[string]string{"建": "叶建国", "": "叶＿国"} {
		spelled, err := d.Spell(c, SpellForm{Char: "\uE000", As: as})
		if err != nil {
			t.Fatal(err)
		}
		c = spelled
		doc, err := d.Paper(c, agreementRef(c))
		if err != nil {
			t.Fatal(err)
		}
		if !hasText(doc, want) || c.Parties[0].Name != "叶\uE000国" || len(c.Spellings) != 1 {
			t.Errorf("as %q: the paper lacks %s, or the record changed: %v", as, want, c.Spellings)
		}
	}
	c, _, err = d.PrintAgreement(c)
	if err != nil {
		t.Fatal(err)
	}
	f, s, err := d.subject(c, agreementRef(c))
	if err != nil || form.Digest(f, s) != c.Current().PrintHash {
		t.Errorf("the digest on paper is not the record's: %v", err)
	}
	for _, bad := range []SpellForm{{Char: "", As: "建"}, {Char: "好好", As: "建"}, {Char: "好", As: "建国"}, {Char: "好", As: "\uE000"}} {
		if _, err := d.Spell(c, bad); !strings.Contains(errString(err), "spelling") {
			t.Errorf("%+v: %v", bad, err)
		}
	}
}

func errString(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// Several papers saved as PDF are one file with a list of contents, and each counts.
func TestBatch_Join(t *testing.T) {
	d, c := played(t, "01", "draft", 1, "2026-03-24")
	refs := []form.Ref{agreementRef(c), {Code: form.Acceptance}}
	before := c.Printings(string(form.Acceptance), "")
	b := NewBatch(d, Items(c, refs)...)
	b.Join()
	if len(b.Items) != 1 {
		t.Fatalf("%d documents", len(b.Items))
	}
	out := &keptJobs{}
	if err := b.Go(out, goOn); err != nil {
		t.Fatal(err)
	}
	c, err := d.Store.Case(c.ID)
	if err != nil {
		t.Fatal(err)
	}
	if a := c.Current(); !a.Frozen() || a.Prints != 1 || c.Printings(string(form.Acceptance), "") != before+1 {
		t.Errorf("frozen %v, printed %d times; the form %d times", a.Frozen(), a.Prints, c.Printings(string(form.Acceptance), ""))
	}
	if len(out.jobs) != 1 || len(out.jobs[0].Document.Marks) != 2 || !strings.HasPrefix(out.jobs[0].File, form.SetTitle) {
		t.Errorf("%d files: %+v", len(out.jobs), out.jobs)
	}
}

// keptJobs is an outlet that takes everything.
type keptJobs struct{ jobs []*Job }

func (k *keptJobs) Put(j *Job) error { k.jobs = append(k.jobs, j); return nil }
func (k *keptJobs) Again() error     { return nil }
func (k *keptJobs) Drop()            {}
