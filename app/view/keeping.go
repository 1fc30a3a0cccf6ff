package view

import (
	"slices"
	"strings"
	"time"

	"woshou/data"
	"woshou/data/store"
)

// KeptRow is an archived case whose time is over.
type KeptRow struct {
	ID                     data.CaseID
	Number, Title          string
	Class, Archived, Until string
}

// KeepingView is how long dossiers are kept, and what was destroyed.
type KeepingView struct {
	Keeping data.Keeping
	// Rule says the years of each class, or that there are none yet.
	Rule []Pair
	// Over are the cases whose time is over, the oldest first.
	Over []KeptRow
	// Lists are the finished lists, newest first; each names its cases by number.
	Lists []Card
	// Manages says that the user may destroy.
	Manages bool
}

// KeepingView prepares the screen of keeping and destroying. It reads every archived
// case.
func (d *Desk) KeepingView() *KeepingView {
	c, w := d.Store.Committee(), d.Words
	v := &KeepingView{Keeping: c.Keeping, Manages: d.Store.Access() == data.Manages}
	years := func(n int) string {
		if n == 0 {
			return w.T("keeping.unset")
		}
		return w.T("keeping.years", n)
	}
	v.Rule = []Pair{
		{w.T("retention.short"), years(c.Keeping.Short)}, {w.T("retention.long"), years(c.Keeping.Long)},
		{w.T("retention.permanent"), w.T("keeping.ever")},
	}
	for _, x := range d.over() {
		v.Over = append(v.Over, KeptRow{
			ID: x.ID, Number: x.Number, Title: x.Title(), Class: w.T("retention." + string(x.Retention)),
			Archived: x.ArchivedOn.Chinese(), Until: c.Keeping.Until(x.Retention, x.ArchivedOn).Chinese(),
		})
	}
	for i := len(c.Destructions) - 1; i >= 0; i-- {
		v.Lists = append(v.Lists, destruction(w, &c.Destructions[i]))
	}
	return v
}

func destruction(w Words, d *data.Destruction) Card {
	var numbers []string
	for _, row := range d.Cases {
		numbers = append(numbers, row.Number)
	}
	k := cards{w: w}
	return Card{ID: d.ID, Title: w.T("destroy.list", d.MadeOn.Chinese(), len(d.Cases)), Rows: pairs(
		k.label("destroy.reason", d.Reason), k.label("destroy.maker", d.Maker), k.label("destroy.witness", d.Witness),
		k.label("destroy.approver", d.Approver), k.label("destroy.approved_on", d.ApprovedOn.Chinese()),
		k.label("destroy.done_on", d.DoneOn.Chinese()), k.label("destroy.cases", strings.Join(numbers, "、")),
	)}
}

// over returns the cases whose time is over, the one whose time ended first in front.
func (d *Desk) over() []*data.Case {
	keeping, today := d.Store.Committee().Keeping, d.Today()
	var out []*data.Case
	if keeping == (data.Keeping{}) {
		return nil
	}
	for _, row := range d.Store.Rows() {
		if row.Status != data.Archived || row.Destroyed {
			continue
		}
		if c, err := d.Store.Case(row.ID); err == nil && keeping.Over(c, today) {
			out = append(out, c)
		}
	}
	slices.SortStableFunc(out, func(a, b *data.Case) int {
		return int(keeping.Until(a.Retention, a.ArchivedOn) - keeping.Until(b.Retention, b.ArchivedOn))
	})
	return out
}

// SetKeeping sets the place's rule of how many years dossiers are kept.
func (d *Desk) SetKeeping(k data.Keeping) error {
	if err := k.Check(); err != nil {
		return err
	}
	c := d.Store.Committee()
	c.Keeping = k
	return d.Store.SaveCommittee("keeping", c)
}

// DestroyForm is a list of dossiers to destroy, with the second person and the
// approval. The first person is the user.
type DestroyForm struct {
	Cases      []data.CaseID
	Reason     string
	Witness    string
	Approver   string
	ApprovedOn data.Day
}

// CheckDestroy returns what a list still lacks: *data.Invalid, or *data.Refused for a
// case whose time is not over and for who may not destroy.
func (d *Desk) CheckDestroy(in DestroyForm) error {
	_, err := d.listOf(in)
	return err
}

// listOf makes the finished list, complete and checked.
func (d *Desk) listOf(in DestroyForm) (data.Destruction, error) {
	c, over := d.Store.Committee(), d.over()
	list := data.Destruction{
		ID: data.NewElementID(), MadeOn: d.Today(), Reason: strings.TrimSpace(in.Reason), DoneOn: d.Today(), DoneAt: d.Now().Unix(),
		Maker: c.PersonName(d.Store.Author()), Witness: data.NormalizeName(in.Witness),
		Approver: data.NormalizeName(in.Approver), ApprovedOn: in.ApprovedOn,
	}
	if d.Store.Access() != data.Manages {
		return list, refuse(store.MoveDestroy, "user.manage", "")
	}
	if in.ApprovedOn != 0 {
		list.MadeOn = min(list.MadeOn, in.ApprovedOn) // the paper list was there before it was approved
	}
	for _, id := range in.Cases {
		i := slices.IndexFunc(over, func(x *data.Case) bool { return x.ID == id })
		if i < 0 {
			return list, refuse(store.MoveDestroy, "destroy.early", "")
		}
		x := over[i]
		list.Cases = append(list.Cases, data.DestroyedCase{
			ID: data.NewElementID(), Case: id, Number: x.Number, Retention: x.Retention,
			ArchivedOn: x.ArchivedOn, KeptUntil: c.Keeping.Until(x.Retention, x.ArchivedOn),
		})
	}
	return list, list.Check(d.Today())
}

// Destroy notes the finished list for ever, and destroys the content of its cases. An
// error after the note leaves cases that the next start destroys (StartDay).
func (d *Desk) Destroy(in DestroyForm) error {
	list, err := d.listOf(in)
	if err != nil {
		return err
	}
	c := d.Store.Committee()
	c.Destructions = append(c.Destructions, list)
	if err := d.Store.SaveCommittee("destroy", c); err != nil {
		return err
	}
	return d.Store.Erase(in.Cases)
}

// DestroyedAt returns when the newest list was finished; zero for none. Backups made
// before may hold what it destroyed.
func (d *Desk) DestroyedAt() time.Time {
	var last int64
	for _, l := range d.Store.Committee().Destructions {
		last = max(last, l.DoneAt)
	}
	if last == 0 {
		return time.Time{}
	}
	return time.Unix(last, 0)
}

// DestroyedNumber returns the number that a destroyed case had, as its list has it.
func (d *Desk) DestroyedNumber(id data.CaseID) string {
	for _, l := range d.Store.Committee().Destructions {
		for _, row := range l.Cases {
			if row.Case == id {
				return row.Number
			}
		}
	}
	return ""
}
