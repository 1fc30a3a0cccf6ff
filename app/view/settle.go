package view

import (
	"slices"

	"woshou/data"
)

// SettleForm decides a conflict: which of two values stays.
type SettleForm struct {
	Conflict data.ElementID `json:"conflict"`
	// Take puts the value that is not shown in place of the one that is.
	Take bool `json:"take"`
}

// Settle decides an item "two people changed this", or one that was changed while the
// township had the case. A value that came too late for a frozen text or for a removed
// part, or a step of the life cycle, can only be noted.
func (d *Desk) Settle(seen *data.Case, in SettleForm) (*data.Case, error) {
	return d.act(seen, ActSettle, func(c *data.Case) error {
		at := slices.IndexFunc(c.Conflicts, func(x data.Conflict) bool { return x.ID == in.Conflict })
		if at < 0 {
			return data.ErrNotFound
		}
		item := c.Conflicts[at]
		left := slices.Delete(slices.Clone(c.Conflicts), at, at+1)
		if in.Take {
			switch {
			case item.Reason == data.Late && !takable(&item):
				return refuse(ActSettle, "settle.late", item.ID)
			case !takable(&item):
				return refuse(ActSettle, "settle.frozen", item.ID)
			}
			data.Apply(c, &data.Event{UID: data.NewUID(), Subject: c.ID, Fence: c.Fence}, data.Body{
				Changes: []data.Change{{Path: item.Path, Value: item.Other}},
			})
			frozen := slices.ContainsFunc(c.Conflicts, func(x data.Conflict) bool {
				return x.Path == item.Path && (x.Reason == data.FrozenText || x.Reason == data.Removed)
			})
			if frozen {
				return refuse(ActSettle, "settle.frozen", item.ID)
			}
		}
		c.Conflicts = left
		return nil
	})
}
