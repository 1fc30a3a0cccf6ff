package view

import (
	"cmp"
	"strings"

	"woshou/data"
	"woshou/data/store"
	"woshou/sync/engine"
)

// Difference is one way in which the two sides' rows differ, with the cases.
type Difference struct {
	Text  string // what differs, why that mostly is and what to do
	Cases []DifferentCase
}

// DifferentCase is a case whose rows differ.
type DifferentCase struct {
	Case data.CaseID
	// Here says that it is on this computer and can be opened.
	Here bool
	// ID is by which the township finds the same case on its page, Title its name here.
	ID, Title string
}

// differences groups what a comparison found, the most usual first.
func (d *Desk) differences(v *SyncView, s engine.Status) {
	if len(s.Differs) == 0 {
		return
	}
	v.Listed = d.Words.T("sync.differ_cases", len(s.Differs))
	if s.Unlisted {
		v.Listed = d.Words.T("sync.differ_first", len(s.Differs))
	}
	rows := map[data.CaseID]*store.Row{}
	all := d.Store.Rows()
	for i := range all {
		rows[all[i].ID] = &all[i]
	}
	for _, group := range []struct {
		key         string
		here, there bool
	}{{"sync.differ_here", true, false}, {"sync.differ_both", true, true}, {"sync.differ_there", false, true}} {
		one := Difference{Text: d.Words.T(group.key)}
		for _, x := range s.Differs {
			if x.Here == group.here && x.There == group.there {
				one.Cases = append(one.Cases, d.differentCase(x.Case, rows[x.Case]))
			}
		}
		if len(one.Cases) > 0 {
			v.Differs = append(v.Differs, one)
		}
	}
}

func (d *Desk) differentCase(id data.CaseID, row *store.Row) DifferentCase {
	c := DifferentCase{Case: id, Here: row != nil, ID: id.String()[:8]}
	switch {
	case row == nil:
		c.Title = d.Words.T("sync.differ_unknown")
	case row.Destroyed:
		c.Title = strings.TrimSpace(d.DestroyedNumber(id) + "　" + d.Words.T("ledger.destroyed"))
	default:
		c.Title = strings.TrimSpace(numberOf(d.Words, row) + "　" + cmp.Or(row.Title, row.Type.Name()))
	}
	return c
}
