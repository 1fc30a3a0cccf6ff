package view

import (
	"errors"
	"strings"
	"testing"

	"woshou/data"
	"woshou/data/form"
	"woshou/pdf"
)

// What a printer did not take leaves the agreement as it was, and what it took counts.
func TestJob_NotPrintedFreezesNothing(t *testing.T) {
	d, before := played(t, "01", "draft", 1, "2026-03-24")
	c, job, err := d.Prepare(before, agreementRef(before))
	if err != nil {
		t.Fatal(err)
	}
	a := c.Current()
	if !a.Frozen() || a.Prints != 0 || c.Status != data.PendingMarks || len(c.Papers) != len(before.Papers) || job.Copies != 3 {
		t.Fatalf("on its way: frozen %v, %d prints, %s, %d papers, %d copies", a.Frozen(), a.Prints, c.Status, len(c.Papers), job.Copies)
	}
	_, err = d.Mark(c, MarkForm{Party: c.Parties[0].ID, Kind: data.Signature, On: d.Today()})
	wantRefused(t, err, "freeze.print")
	if c, err = d.NotPrinted(c, job); err != nil {
		t.Fatal(err)
	}
	a = c.Current()
	if a.Frozen() || a.Version != 1 || c.Status != data.Mediating || len(c.Papers) != len(before.Papers) {
		t.Errorf("not printed: frozen %v, version %d, %s", a.Frozen(), a.Version, c.Status)
	}
	facts := d.NewAgreement(c)
	facts.Facts += "又谈了一次。"
	if c, err = d.SetAgreement(c, facts); err != nil {
		t.Fatalf("the text is not open again: %v", err)
	}
	c, second, err := d.PrintAgreement(c)
	if err != nil {
		t.Fatal(err)
	}
	if a := c.Current(); a.Prints != 1 || !hasText(second.Document, "又谈了一次") || !hasText(second.Document, "次打印") {
		t.Errorf("printed at last: %d prints", a.Prints)
	}
}

func TestJob_PrintedStaysFrozen(t *testing.T) {
	d, c := played(t, "01", "print", 1, "2026-03-24")
	c, job, err := d.Prepare(c, agreementRef(c))
	if err != nil {
		t.Fatal(err)
	}
	if c, err = d.NotPrinted(c, job); err != nil || !c.Current().Frozen() || c.Current().Prints != 1 {
		t.Errorf("a reprint that failed: %v, %+v", err, c.Current())
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
