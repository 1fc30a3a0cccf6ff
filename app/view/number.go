package view

import (
	"cmp"
	"slices"

	"woshou/data"
	"woshou/data/store"
)

// ActNumber gives an accepted case the number that it waited for, ActRenumber another
// number in place of one that two cases bear.
const (
	ActNumber   data.Move = "number"
	ActRenumber data.Move = "renumber"
)

// number gives the case the next number of its year (domain: one committee, one calendar
// year, never reused). Where this computer cannot be sure of one - another of the village
// may have given it - the case waits for the next exchange.
func (d *Desk) number(c *data.Case) error {
	seq, err := d.Store.NextNumber(c.Year)
	if err != nil {
		return err
	}
	if seq == 0 {
		c.Number, c.Seq, c.NumberBy = "", 0, d.Store.Device().Text()
		return nil
	}
	committee := d.Store.Committee()
	c.Seq, c.NumberBy = seq, ""
	c.Number = committee.Numbers().Format(committee.AreaShort, c.Year, seq, c.Type.Name())
	return nil
}

// GiveNumbers gives numbers to the accepted cases that wait for one, in the order they were
// accepted: those of this computer, and those of one that is not used any more. It returns
// how many got theirs.
func (d *Desk) GiveNumbers() (int, error) {
	waiting := d.waitingForNumbers()
	if len(waiting) == 0 || d.Store.Access() == data.Reads {
		return 0, nil
	}
	given := 0
	for _, r := range waiting {
		if seq, err := d.Store.NextNumber(r.Year); seq == 0 || err != nil {
			return given, err
		}
		c, err := d.Store.Case(r.ID)
		if err != nil {
			return given, err
		}
		if _, err := d.change(c, ActNumber, d.number); err != nil {
			return given, err
		}
		given++
	}
	return given, nil
}

// waitingForNumbers returns the cases that this computer is to give a number.
func (d *Desk) waitingForNumbers() []store.Row {
	var out []store.Row
	var committee *data.Committee
	me := d.Store.Device().Text()
	for _, r := range d.Store.Rows() {
		if r.NumberBy == "" {
			continue
		}
		if committee == nil {
			committee = d.Store.Committee()
		}
		if r.NumberBy == me || committee.Retired(r.NumberBy) {
			out = append(out, r)
		}
	}
	slices.SortFunc(out, func(a, b store.Row) int {
		return cmp.Or(cmp.Compare(a.Accepted, b.Accepted), slices.Compare(a.ID[:], b.ID[:]))
	})
	return out
}

// doubles is what sameNumbers found in the rows that begin at a place.
type doubles struct {
	rows   *store.Row
	groups [][]data.NumberedRow
}

// sameNumbers returns the groups of cases that bear one number. It looks again only when
// the record has changed: a record may have very many cases.
func (d *Desk) sameNumbers() [][]data.NumberedRow {
	all := d.Store.Rows()
	if len(all) == 0 {
		return nil
	}
	if d.doubles.rows == &all[0] {
		return d.doubles.groups
	}
	times := make(map[[2]int]int, len(all))
	for i := range all {
		times[[2]int{all[i].Year, all[i].Seq}]++
	}
	var rows []data.NumberedRow
	for i := range all {
		r := &all[i]
		if r.Seq > 0 && times[[2]int{r.Year, r.Seq}] > 1 { // a case of another committee has no Seq here
			rows = append(rows, data.NumberedRow{Case: r.ID, Number: r.Number, Printed: r.Printed, Void: r.Status == data.Void})
		}
	}
	d.doubles = doubles{&all[0], data.SameNumbers(rows)}
	return d.doubles.groups
}

// doubleOf returns another case that bears the case's number, and whether this one is to
// get a new one: the one that was not printed, and of two alike the later in the list.
func (d *Desk) doubleOf(c *data.Case) (other data.CaseID, renumber bool) {
	for _, group := range d.sameNumbers() {
		at := slices.IndexFunc(group, func(r data.NumberedRow) bool { return r.Case == c.ID })
		if at < 0 {
			continue
		}
		if at == 0 {
			return group[1].Case, false
		}
		return group[0].Case, true
	}
	return other, false
}

// Renumber gives a case that bears another one's number a number of its own. The one whose
// number was printed keeps it; where both were, the papers of this one must be printed anew.
func (d *Desk) Renumber(seen *data.Case) (*data.Case, error) {
	if _, renumber := d.doubleOf(seen); !renumber {
		return nil, refuse(ActRenumber, "renumber.none", "")
	}
	return d.change(seen, ActRenumber, d.number)
}

// numberOf is the number as lists show it: a word for one that is waited for.
func numberOf(w Words, r *store.Row) string {
	if r.NumberBy != "" {
		return w.T("case.number_waits")
	}
	return r.Number
}
