package view

import (
	"slices"

	"woshou/data"
)

// committee edits a copy of the committee's record and saves it as one event of a kind.
func (d *Desk) committee(kind string, edit func(*data.Committee)) error {
	next := d.Store.Committee()
	edit(next)
	data.Standardize(next)
	return d.Store.SaveCommittee(kind, next)
}

// calendar is the working days as this place knows them.
func (d *Desk) calendar() *data.Calendar { return data.CalendarOf(d.Store.Committee().Rows) }

// Offered is a list as this place offers it today, and the entry that a record holds
// already, which may be no longer offered.
func (d *Desk) Offered(name data.ListName, held string) data.List {
	all, today := d.list(name), d.Today()
	return slices.DeleteFunc(all, func(r data.Row) bool { return r.Code != held && len(data.List{r}.On(today)) == 0 })
}

// newestFirst returns the elements by their day, the latest first; the list stays as
// it is.
func newestFirst[T any](list []T, day func(*T) data.Day) []T {
	out := slices.Clone(list)
	slices.SortStableFunc(out, func(a, b T) int { return int(day(&b) - day(&a)) })
	return out
}

// without returns the list without the elements that fit; nil when none is left.
func without[T any](list []T, fits func(*T) bool) []T {
	var out []T
	for i := range list {
		if !fits(&list[i]) {
			out = append(out, list[i])
		}
	}
	return out
}
