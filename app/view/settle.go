package view

import (
	"encoding/json"
	"slices"
	"strings"

	"woshou/data"
)

// SettleForm decides a conflict: which of two values stays, or a text made of both.
type SettleForm struct {
	Conflict data.ElementID `json:"conflict"`
	// Take puts the value that is not shown in place of the one that is.
	Take bool `json:"take"`
	// Edit puts Text in the place of both; only where Conflict.Editable says so.
	Edit bool   `json:"edit"`
	Text string `json:"text"`
}

// Settle decides an item "two people changed this", or one that was changed while the
// township had the case. A value that came too late for a frozen text or for a removed
// part, or a step of the life cycle, can only be noted.
func (d *Desk) Settle(seen *data.Case, in SettleForm) (*data.Case, error) {
	return d.act(seen, ActSettle, func(c *data.Case) error { return settle(c, &c.Folded, in) })
}

// SettleCommittee does the same in the committee's record.
func (d *Desk) SettleCommittee(in SettleForm) error {
	c := d.Store.Committee()
	if err := settle(c, &c.Folded, in); err != nil {
		return err
	}
	return d.Store.SaveCommittee(string(ActSettle), c)
}

// settle takes a conflict off a record, whose folded part is f, and puts the value in its
// place that was decided on.
func settle(r data.Record, f *data.Folded, in SettleForm) error {
	at := slices.IndexFunc(f.Conflicts, func(x data.Conflict) bool { return x.ID == in.Conflict })
	if at < 0 {
		return data.ErrNotFound
	}
	item := f.Conflicts[at]
	left := slices.Delete(slices.Clone(f.Conflicts), at, at+1)
	value := item.Other
	if in.Edit {
		text := strings.TrimSpace(in.Text)
		if !editable(&item) {
			return refuse(ActSettle, "settle.frozen", item.ID)
		}
		if err := filled("conflict.text", text); err != nil {
			return err
		}
		raw, err := json.Marshal(text)
		if err != nil {
			return err
		}
		value = raw
	}
	if in.Take || in.Edit {
		if err := resolve(r, f, &item, value); err != nil {
			return err
		}
	}
	f.Conflicts = left
	return nil
}

// resolve puts the value that was decided on in its place.
func resolve(r data.Record, f *data.Folded, item *data.Conflict, value json.RawMessage) error {
	switch {
	case item.Reason == data.Late && !takable(item):
		return refuse(ActSettle, "settle.late", item.ID)
	case !takable(item):
		return refuse(ActSettle, "settle.frozen", item.ID)
	}
	e := &data.Event{UID: data.NewUID()}
	if c, ok := r.(*data.Case); ok {
		e.Subject, e.Fence = c.ID, c.Fence
	}
	data.Apply(r, e, data.Body{Changes: []data.Change{{Path: item.Path, Value: value}}})
	frozen := slices.ContainsFunc(f.Conflicts, func(x data.Conflict) bool {
		return x.Path == item.Path && (x.Reason == data.FrozenText || x.Reason == data.Removed)
	})
	if frozen {
		return refuse(ActSettle, "settle.frozen", item.ID)
	}
	return nil
}

// editable reports whether the two values are texts that somebody told, which can be put
// together; what has a form of its own is taken as one or the other.
func editable(x *data.Conflict) bool {
	path := strings.Split(x.Path, ".")
	told := []string{"summary", "requests", "notes", "result", "facts", "text", "reason", "statement", "advice", "place", "relation"}
	return takable(x) && slices.Contains(told, path[len(path)-1])
}
