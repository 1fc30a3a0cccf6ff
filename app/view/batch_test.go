package view

import (
	"errors"
	"slices"
	"testing"

	"woshou/data"
	"woshou/data/form"
)

// tray is a way to paper for tests.
type tray struct {
	out     []string
	next    []error // what the next papers come to; none is out
	again   error
	dropped int
}

func (o *tray) Put(j *Job) error {
	if len(o.next) > 0 {
		err := o.next[0]
		if o.next = o.next[1:]; err != nil {
			return err
		}
	}
	o.out = append(o.out, j.File)
	return nil
}
func (o *tray) Again() error { return o.again }
func (o *tray) Drop()        { o.dropped++ }

var errTray = errors.New("no paper")

func onwards(int, int) bool { return true }

// What comes out counts, each paper by itself; what does not leaves the record as it was.
func TestBatch_GoesOnWhereItStopped(t *testing.T) {
	d, c := played(t, "01", "draft", 1, "2026-03-24")
	refs := slices.DeleteFunc(d.Papers(c), func(ref form.Ref) bool { return ref.Code == form.Catalogue })
	if refs[len(refs)-1].Code != form.Agreement {
		slices.SortFunc(refs, func(x, y form.Ref) int {
			if x.Code == form.Agreement {
				return 1
			}
			return -1
		})
	}
	agreement := refs[len(refs)-1]
	b := NewBatch(d, Items(c, refs)...)
	o := &tray{next: append(make([]error, len(refs)-1), errTray, &Unsure{Why: "no_paper"})}
	if err := b.Go(o, onwards); !errors.Is(err, errTray) || b.Done != len(refs)-1 || b.Left() != 1 {
		t.Fatalf("%v, %d done, %d left", err, b.Done, b.Left())
	}
	now, err := d.Store.Case(c.ID)
	if err != nil {
		t.Fatal(err)
	}
	if !now.Current().Unprinted() || now.Current().ID != agreement.Element || len(now.Papers) != len(c.Papers)+len(refs)-1 {
		t.Errorf("frozen %v, %d papers", now.Current().Frozen(), len(now.Papers))
	}
	var unsure *Unsure
	if err := b.Go(o, onwards); !errors.As(err, &unsure) || unsure.Why != "no_paper" || b.Job() == nil {
		t.Fatalf("the text that did not come out: %v", err)
	}
	o.again = unsure
	if err := b.Go(o, onwards); !errors.As(err, &unsure) || o.dropped != 0 {
		t.Fatalf("waited once more: %v", err)
	}
	if err := b.Settle(o, false); err != nil || o.dropped != 1 {
		t.Fatalf("did not come out: %v, %d dropped", err, o.dropped)
	}
	if err := b.Go(o, onwards); err != nil || b.Left() != 0 {
		t.Fatal(err)
	}
	if now, err = d.Store.Case(c.ID); err != nil || now.Current().Prints != 1 || len(now.Agreements) != len(c.Agreements) {
		t.Errorf("%v, %+v", err, now.Current())
	}
	if err := b.Settle(o, true); err != nil {
		t.Error(err)
	}
}

func TestBatch_ManyFreezesNothing(t *testing.T) {
	d, c := played(t, "01", "draft", 1, "2026-03-24")
	for kind, skipped := range map[BatchKind]int{BatchKind(form.Agreement): 1, WholeDossier: 0} {
		b, err := d.NewManyBatch(LedgerQuery{}, kind, onwards)
		if err != nil {
			t.Fatal(err)
		}
		if err := b.Go(&tray{}, onwards); err != nil || len(b.Skipped) != skipped {
			t.Errorf("%q: %v, skipped %v", kind, err, b.Skipped)
		}
	}
	if now, err := d.Store.Case(c.ID); err != nil || now.Current().Frozen() {
		t.Errorf("frozen by a batch of many: %v", err)
	}
	b, err := d.NewManyBatch(LedgerQuery{}, WholeDossier, onwards)
	if err != nil || len(b.Items) == 0 {
		t.Fatalf("%v, %d papers", err, len(b.Items))
	}
	if err := b.Go(&tray{}, func(int, int) bool { return false }); !errors.Is(err, ErrStopped) || b.Done != 0 {
		t.Errorf("stopped: %v, %d done", err, b.Done)
	}
	if _, err := d.NewManyBatch(LedgerQuery{}, WholeDossier, func(int, int) bool { return false }); !errors.Is(err, ErrStopped) {
		t.Errorf("stopped while gathering: %v", err)
	}
}

func TestBatch_LooseIsCountedNowhere(t *testing.T) {
	d, c := played(t, "01", "draft", 1, "2026-03-24")
	var items []Item
	for _, row := range d.BlankRows() {
		job, err := d.LoosePaper(nil, row.Ref)
		if err != nil {
			t.Fatal(err)
		}
		items = append(items, Item{Loose: job})
	}
	draft, err := d.LoosePaper(c, agreementRef(c))
	if err != nil || !hasText(draft.Document, "草") {
		t.Fatalf("no draft: %v", err)
	}
	b, o := NewBatch(d, append(items, Item{Loose: draft})...), &tray{}
	if err := b.Go(o, onwards); err != nil || len(o.out) != len(items)+1 {
		t.Errorf("%v, %v", err, o.out)
	}
	if now, err := d.Store.Case(c.ID); err != nil || len(now.Papers) != len(c.Papers) || now.Current().Frozen() {
		t.Errorf("%v, %d papers", err, len(now.Papers))
	}
}

// A paper of an archived or signed case is printed again; who may only read prints none.
func TestPaperRows(t *testing.T) {
	d, c := played(t, "01", "mark", 1, "2026-03-24")
	rows := d.PaperRows(c)
	i := slices.IndexFunc(rows, func(r PaperRow) bool { return r.Ref.Code == form.Agreement })
	if i < 0 || rows[i].Printed != 1 || rows[i].Draft || rows[i].Copies != 3 || rows[i].Why != "" || rows[i].State != "打印过1次，最近2026-03-24" {
		t.Fatalf("%+v", rows)
	}
	c, err := d.BackToTable(c, BackForm{Reason: "改付款日期"})
	if err != nil {
		t.Fatal(err)
	}
	old := d.PaperRow(c, rows[i].Ref)
	if old.Why == "" || old.Draft {
		t.Errorf("a void version: %+v", old)
	}
	for _, r := range d.PaperRows(c) {
		if r.Ref == rows[i].Ref {
			t.Error("a void version is listed")
		}
		if r.Ref.Code == form.Agreement && (!r.Draft || r.State != "草稿，还没有定稿") {
			t.Errorf("the new version: %+v", r)
		}
	}
	for _, ref := range d.DossierPapers(c) {
		if ref.Code == form.Agreement {
			t.Error("a draft is bound into the dossier")
		}
	}
	early := &data.Case{Status: data.Applied}
	if row := d.PaperRow(early, form.Ref{Code: form.Acceptance}); row.Why == "" {
		t.Error("a case that was not accepted can be printed as accepted")
	}
}
