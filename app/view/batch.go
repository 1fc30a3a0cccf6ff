package view

import (
	"errors"
	"fmt"
	"slices"

	"woshou/data"
	"woshou/data/form"
	"woshou/pdf"
)

// Item is one document that is to be put on paper: of a case, or a loose job.
type Item struct {
	Case data.CaseID
	// Refs are the papers of the case; several are bound.
	Refs  []form.Ref
	Loose *Job
}

// Outlet is a way to paper: a printer, a folder. An error of Put or Again says that the
// job did not come out, *Unsure that only a person can see whether it did.
type Outlet interface {
	Put(*Job) error
	// Again waits once more for the job that was put last.
	Again() error
	// Drop takes the job that was put last back, so that it does not come out later.
	Drop()
}

// Unsure says that a job was handed over and is not known to have come out. Why is a code
// of what keeps it, empty where nothing is known.
type Unsure struct{ Why string }

// Error names the code.
func (u *Unsure) Error() string { return "not known to be on paper: " + u.Why }

// Batch puts documents on paper one after another. Each paper counts as printed when it came out,
// and not before. Go stops at the first that does not come out; it may be called again and
// goes on with that one.
type Batch struct {
	Items []Item
	// Many goes on where a paper cannot be made, and says so in Skipped; it freezes nothing.
	Many bool
	// TwoSided says that sheets are printed on both sides.
	TwoSided bool
	// Skipped says which papers were not printed and why.
	Skipped []string
	// Done is how many papers came out.
	Done int

	desk *Desk
	next int
	c    *data.Case
	job  *Job // on its way
}

// NewBatch returns papers to be put on paper. Loose ones need no desk.
func NewBatch(d *Desk, items ...Item) *Batch { return &Batch{Items: items, desk: d} }

// Items are papers of one case, those that are Bound in one.
func Items(c *data.Case, refs []form.Ref) []Item {
	if Bound(refs) {
		return []Item{{Case: c.ID, Refs: refs}}
	}
	var out []Item
	for _, ref := range refs {
		out = append(out, Item{Case: c.ID, Refs: []form.Ref{ref}})
	}
	return out
}

// Join makes one document of the papers of a case that are left: a file holds them all,
// with a list of contents. A printer gets them one by one, since each has its own number
// of originals.
func (b *Batch) Join() {
	left := b.Items[b.next:]
	if b.Many || b.job != nil || len(left) < 2 {
		return
	}
	one := Item{Case: left[0].Case}
	for _, item := range left {
		if item.Loose != nil || item.Case != one.Case {
			return
		}
		one.Refs = append(one.Refs, item.Refs...)
	}
	b.Items = append(b.Items[:b.next:b.next], one)
}

// Job is the paper that is on its way, or nil.
func (b *Batch) Job() *Job { return b.job }

// Left is how many papers are still to come, the one on its way included.
func (b *Batch) Left() int { return len(b.Items) - b.next }

// Go hands the papers to an outlet. The error is *Unsure, ErrStopped when progress says
// stop, that of the outlet, or why a paper cannot be made.
func (b *Batch) Go(out Outlet, progress Progress) error {
	for b.next < len(b.Items) {
		if !progress(b.next, len(b.Items)) {
			return ErrStopped
		}
		if err := b.one(out); err != nil {
			return err
		}
	}
	return nil
}

func (b *Batch) one(out Outlet) error {
	put := out.Again
	if b.job == nil {
		err := b.prepare(b.Items[b.next])
		if err != nil && b.Many && skippable(err) {
			b.skip(err)
			return nil
		}
		if err != nil {
			return err
		}
		put = func() error { return out.Put(b.job) }
	}
	err := put()
	if unsure := (*Unsure)(nil); errors.As(err, &unsure) {
		return err
	}
	if settled := b.settle(err == nil); settled != nil {
		return settled
	}
	return err
}

// errDraft says that a batch of many cases freezes no agreement.
var errDraft = refuse(ActPrint, "print.draft", "")

func (b *Batch) prepare(item Item) error {
	if item.Loose != nil {
		b.job = item.Loose
		return nil
	}
	c, err := b.desk.Store.Case(item.Case)
	if err != nil {
		return err
	}
	b.c = c
	if b.Many && slices.ContainsFunc(item.Refs, func(ref form.Ref) bool { return neverPrinted(c, ref) }) {
		return errDraft
	}
	now, job, err := b.desk.prepare(c, item.Refs, b.TwoSided)
	if err == nil {
		b.c, b.job, b.Items[b.next].Refs = now, job, job.refs
	}
	return err
}

// skippable reports whether an error is about one paper alone.
func skippable(err error) bool {
	var missing *pdf.MissingGlyphs
	var picture *pdf.BadPicture
	var no *data.Refused
	return errors.As(err, &missing) || errors.As(err, &picture) || errors.As(err, &no) || errors.Is(err, data.ErrNotFound) || errors.Is(err, data.ErrDestroyed)
}

func (b *Batch) skip(why error) {
	item := b.Items[b.next]
	b.next++
	if errors.Is(why, data.ErrNotFound) || errors.Is(why, data.ErrDestroyed) {
		return // its content is not on this computer, or no more
	}
	b.Skipped = append(b.Skipped, b.desk.Words.T("batch.skipped", caseName(b.c), titleOf(item.Refs), Explain(b.desk.Words, why).Text))
}

// Settle says what became of the job that nobody knew about; one that did not come out is
// dropped.
func (b *Batch) Settle(out Outlet, came bool) error {
	if b.job == nil {
		return nil
	}
	if !came {
		out.Drop()
	}
	return b.settle(came)
}

func (b *Batch) settle(came bool) error {
	job := b.job
	b.job = nil
	if !came {
		return nil
	}
	b.next++
	b.Done++
	if job.papers == nil {
		return nil
	}
	if _, err := b.desk.Printed(b.c, job); err != nil {
		return fmt.Errorf("note that a paper came out: %w", err)
	}
	return nil
}

// BatchKind is what is printed of many cases: the papers of one form, or those of the
// whole dossier.
type BatchKind string

// WholeDossier stands for all papers of the dossier.
const WholeDossier BatchKind = ""

// BatchKinds lists what can be printed of many cases.
func (d *Desk) BatchKinds() []Choice {
	out := []Choice{{string(WholeDossier), d.Words.T("batch.whole")}}
	for _, f := range form.All() {
		if f.Of != nil {
			out = append(out, Choice{string(f.Code), f.Title})
		}
	}
	return out
}

// NewManyBatch gathers papers of all cases that the ledger shows.
func (d *Desk) NewManyBatch(q LedgerQuery, kind BatchKind, progress Progress) (*Batch, error) {
	q.Limit = 0
	rows := d.LedgerView(q).Rows
	b := NewBatch(d)
	b.Many = true
	for i := range rows {
		if !progress(i, len(rows)) {
			return nil, ErrStopped
		}
		c, err := d.Store.Case(rows[i].ID)
		if errors.Is(err, data.ErrNotFound) || errors.Is(err, data.ErrDestroyed) {
			continue // its content is not on this computer, or no more
		}
		if err != nil {
			return nil, err
		}
		refs := d.DossierPapers(c)
		if kind != WholeDossier {
			refs = nil
			for _, ref := range d.Papers(c) {
				if string(ref.Code) == string(kind) {
					refs = append(refs, ref)
				}
			}
		}
		b.Items = append(b.Items, Items(c, refs)...)
	}
	return b, nil
}
