package view

import (
	"slices"
	"strings"

	"woshou/data"
	"woshou/data/store"
)

// LedgerGroup is a choice of the ledger's filter by status.
type LedgerGroup string

// The groups of the ledger.
const (
	GroupAll     LedgerGroup = "all"
	GroupOpen    LedgerGroup = "open"    // waiting, in mediation, on the way to marks
	GroupPerform LedgerGroup = "perform" // in force, being performed
	GroupDone    LedgerGroup = "done"    // ended, closed, archived
)

// LedgerGroups lists the groups in the order the screen shows them.
var LedgerGroups = []LedgerGroup{GroupAll, GroupOpen, GroupPerform, GroupDone}

// statuses returns the statuses of a group; nil means all.
func (g LedgerGroup) statuses() []data.Status {
	switch g {
	case GroupOpen:
		return []data.Status{
			data.Draft, data.Applied, data.Accepted, data.Investigating, data.Mediating,
			data.Suspended, data.Agreed, data.PendingMarks,
		}
	case GroupPerform:
		return inForce
	case GroupDone:
		return []data.Status{
			data.RefusedCase, data.Terminated, data.Withdrawn, data.HandedUp, data.Closed, data.Archived, data.Void,
		}
	}
	return nil
}

// standing are the statuses of cases that count: all but void, so that an import that was
// taken back does not fill the ledger.
var standing = slices.DeleteFunc(slices.Clone(data.Statuses), func(s data.Status) bool { return s == data.Void })

// LedgerQuery is what the ledger's head asks for. IDs, when not nil, limits it to
// the cases behind a figure of the totals.
type LedgerQuery struct {
	Text     string
	Group    LedgerGroup
	Type     data.DisputeType
	Mediator data.ElementID
	Period   data.Period
	IDs      []data.CaseID
	Limit    int // 0 means all
	// void lists void cases with the others even where nothing is searched for.
	void bool
}

// LedgerRow is one case as display text.
type LedgerRow struct {
	ID        data.CaseID
	Number    string
	Parties   string
	Type      string // without the word 纠纷, which the column's head says
	Status    string
	Tone      Tone
	Received  string
	Mediators string // the first, and whether there are others
	Amount    string // agreed, else claimed
	Conflict  bool
}

// LedgerView is the ledger: rows, newest first, and how many there are in all.
type LedgerView struct {
	Rows  []LedgerRow
	Total int
	Count string // 共12件 or 共1280件，显示前200件
}

// LedgerView finds the rows of the ledger.
func (d *Desk) LedgerView(q LedgerQuery) *LedgerView {
	statuses := q.Group.statuses()
	if statuses == nil && strings.TrimSpace(q.Text) == "" && q.IDs == nil && !q.void {
		statuses = standing // what is void is found by its number, and among what is done
	}
	found, total := d.Store.Find(store.Query{
		Text: strings.TrimSpace(q.Text), Statuses: statuses, Type: q.Type,
		Mediator: q.Mediator, Period: q.Period, IDs: q.IDs, Limit: q.Limit,
	})
	v := &LedgerView{Rows: make([]LedgerRow, len(found)), Total: total}
	names := d.mediatorNames()
	for i := range found {
		v.Rows[i] = ledgerRow(d.Words, &found[i], names)
	}
	if len(found) < total {
		v.Count = d.Words.T("ledger.count_part", total, len(found))
	} else {
		v.Count = d.Words.T("ledger.count", total)
	}
	return v
}

func (d *Desk) mediatorNames() map[data.ElementID]string {
	names := map[data.ElementID]string{}
	for _, m := range d.Store.Committee().Mediators {
		names[m.ID] = m.Name
	}
	return names
}

func ledgerRow(w Words, r *store.Row, names map[data.ElementID]string) LedgerRow {
	row := LedgerRow{
		ID: r.ID, Number: numberOf(w, r), Parties: strings.Join(r.Parties, "、"), Type: strings.TrimSuffix(r.Type.Name(), "纠纷"),
		Status: w.T("status." + string(r.Status)), Tone: StatusTone(r.Status),
		Received: r.Received.String(), Amount: money(r.Agreed), Conflict: r.Conflicts > 0,
	}
	switch {
	case r.Agreed != 0:
	case r.Fact.Amount != 0: // of an old ledger
		row.Amount = money(r.Fact.Amount)
	default:
		row.Amount = money(r.Claimed)
	}
	if r.Destroyed {
		row.Status, row.Tone = w.T("ledger.destroyed"), Plain
	}
	var who []string
	for _, id := range r.Mediators {
		if names[id] != "" { // someone of an old ledger, or of another committee
			who = append(who, names[id])
		}
	}
	if len(who) > 1 {
		who = []string{w.T("ledger.and_others", who[0])}
	}
	row.Mediators = strings.Join(who, "")
	return row
}

// Choice is one entry of a list to choose from.
type Choice struct{ Code, Label string }

// LedgerChoices are the entries of the ledger's filters, "all" first in each.
type LedgerChoices struct{ Groups, Types, Mediators []Choice }

// LedgerChoices returns the entries of the ledger's filters.
func (d *Desk) LedgerChoices() LedgerChoices {
	all := Choice{Label: d.Words.T("choice.all")}
	out := LedgerChoices{Types: []Choice{all}, Mediators: []Choice{all}}
	for _, g := range LedgerGroups {
		out.Groups = append(out.Groups, Choice{string(g), d.Words.T("group." + string(g))})
	}
	for _, t := range d.list(data.ListDisputeTypes) {
		out.Types = append(out.Types, Choice{t.Code, t.Name})
	}
	for _, m := range d.Store.Committee().Mediators {
		out.Mediators = append(out.Mediators, Choice{string(m.ID), m.Name})
	}
	return out
}
