package view

import "woshou/data"

// HistoryRow is one event of a case as its history shows it.
type HistoryRow struct {
	When string // the wall clock of the computer that saved it
	Who  string
	What string
	// Sent says that the township has it.
	Sent bool
}

// History returns what was done to a case, newest first.
func (d *Desk) History(id data.CaseID) ([]HistoryRow, error) {
	entries, err := d.Store.History(id)
	if err != nil {
		return nil, err
	}
	committee := d.Store.Committee()
	c, err := d.Store.Case(id)
	if err != nil { // what is left of a destroyed case is who did what
		c = new(data.Case)
	}
	var out []HistoryRow
	names := attachmentNames(entries)
	for i := len(entries) - 1; i >= 0; i-- {
		e := entries[i]
		row := HistoryRow{
			When: e.At.Format("2006-01-02 15:04"), Who: committee.PersonName(e.Author),
			What: d.Words.T("move." + e.Kind), Sent: e.Sent,
		}
		switch e.Kind {
		case data.LookedKind:
			row.What = looked(d.Words, c, e.Changes)
		case data.KindHandUpAccepted, data.KindHandUpReturned, data.KindHandUpSettled:
			row.Who = d.Words.T("history.township")
		case string(ActAttach), string(ActDetach):
			row.What = attached(d.Words, names, &e)
		case string(ActPrint):
			row.What = printedWhat(d.Words, c, e.Changes)
		case string(ActSpell):
			row.What = spelled(d.Words, c, e.Changes)
		}
		if e.Late {
			row.What = d.Words.T("history.late", row.What)
		}
		out = append(out, row)
	}
	return out, nil
}
