package view

import (
	"errors"
	"slices"
	"testing"

	"woshou/data"
	"woshou/data/form"
)

// Papers with the catalogue are one document; each counts with the digest of its text, and
// the catalogue's text is the one with the numbers of pages, also when it is printed alone.
func TestPrepare_Bound(t *testing.T) {
	d, c := played(t, "01", "close", 1, "2026-05-20")
	refs := d.DossierPapers(c)
	if !Bound(refs) || refs[0].Code != form.Cover || refs[1].Code != form.Catalogue || refs[len(refs)-1].Code != form.Back {
		t.Fatalf("papers %v", refs)
	}
	sets, err := d.PaperSet(c, refs)
	if err != nil || len(sets) != 1 || len(sets[0].Marks) != len(refs) {
		t.Fatalf("%v, %d documents", err, len(sets))
	}
	_, job, err := d.Prepare(c, refs...)
	if err != nil {
		t.Fatal(err)
	}
	if job.Document.Pages != sets[0].Pages || job.Copies != 1 || len(job.papers) != len(refs) {
		t.Fatalf("%d pages, seen were %d; %d papers", job.Document.Pages, sets[0].Pages, len(job.papers))
	}
	now, err := d.Printed(c, job)
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range now.Papers[len(c.Papers):] {
		ref := refs[i]
		before := c.Printings(string(ref.Code), ref.Element)
		if ref.Code == form.Agreement {
			before = c.Agreement(ref.Element).Prints
		}
		if p.Form != string(ref.Code) || p.Element != ref.Element || p.Print != before+1 || p.Pages < 1 || p.Hash == "" || p.Fonts == "" || p.On != d.Today() {
			t.Errorf("paper %d: %+v", i, p)
		}
	}
	_, alone, err := d.Prepare(c, refs[1])
	if err != nil || alone.papers[0].Hash != now.Papers[len(c.Papers)+1].Hash {
		t.Errorf("the catalogue printed alone says other pages than the bound one: %v", err)
	}
}

// On both sides of the sheet no paper begins on the back of another.
func TestPrepare_BoundTwoSided(t *testing.T) {
	d, c := played(t, "01", "close", 1, "2026-05-20")
	_, job, err := d.prepare(c, d.DossierPapers(c), true)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range job.Document.Marks {
		if m.Page%2 == 0 {
			t.Errorf("%s begins on the back of page %d", m.Title, m.Page-1)
		}
	}
}

// A draft among bound papers is frozen, and printed with the next try when nothing came out.
func TestBatch_BoundDraft(t *testing.T) {
	d, c := played(t, "01", "draft", 1, "2026-03-24")
	b := NewBatch(d, Items(c, d.Papers(c))...)
	if len(b.Items) != 1 {
		t.Fatalf("%d documents", len(b.Items))
	}
	o := &tray{next: []error{errTray}}
	if err := b.Go(o, onwards); !errors.Is(err, errTray) {
		t.Fatal(err)
	}
	now, err := d.Store.Case(c.ID)
	if err != nil || !now.Current().Unprinted() || len(now.Papers) != len(c.Papers) {
		t.Fatalf("%v, frozen %v", err, now.Current().Frozen())
	}
	p := now.Parties[0]
	p.Address = "东篱村4组"
	if _, err = d.SetParty(now, p); err != nil {
		t.Fatal(err)
	}
	if err := b.Go(o, onwards); err != nil || len(o.out) != 1 {
		t.Fatalf("%v, %v", err, o.out)
	}
	if now, err = d.Store.Case(c.ID); err != nil || now.Current().Prints != 1 || !slices.Contains(b.Items[0].Refs, agreementRef(now)) || len(now.Papers) != len(c.Papers)+len(b.Items[0].Refs) {
		t.Errorf("%v, %d papers", err, len(now.Papers))
	}
}

// The pages of the archived dossier are those that the catalogue numbers.
func TestNewArchive_Pages(t *testing.T) {
	d, c := played(t, "01", "close", 1, "2026-05-20")
	pages := d.NewArchive(c).Pages
	if pages < 5 {
		t.Fatalf("%d pages", pages)
	}
	more := c.Clone()
	more.Evidence = append(more.Evidence, data.Evidence{ID: "kept", Title: "土地证", Pages: 7})
	if got := d.NewArchive(more).Pages; got < pages+7 {
		t.Errorf("%d pages with 7 more on paper, %d before", got, pages)
	}
	more.Volume.Pages = 31
	if got := d.NewArchive(more).Pages; got != 31 {
		t.Errorf("%d pages, on record are 31", got)
	}
}
