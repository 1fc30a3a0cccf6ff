package app

import (
	"slices"

	"woshou/app/view"
	"woshou/app/widget"
	"woshou/data"
)

// maxInstalments bounds the parts of a payment: thirty years of months.
const maxInstalments = 360

// clause asks for the parts of one clause: those its kind has, and no others. A new
// clause has the place behind the last.
func (s *agreementScreen) clause(i int, c data.Clause) *form {
	a := s.app
	f := a.newForm()
	read := s.clauseParts(f, &c)
	instalments := s.instalments(f, c)
	var d *widget.Dialog
	keep := func() bool {
		err := f.err()
		if err == nil {
			read()
			err = s.clauseErr(&c)
		}
		var items []data.PerformanceItem
		if err == nil {
			items, err = instalments(c)
		}
		if err != nil {
			f.fail(err)
			return false
		}
		d.Close() // first, so that the focus it gives back can go to the clause
		s.put(i, c, items)
		return false
	}
	d = f.dialog(a.T("clause."+string(c.Kind)), widget.Choice{Text: a.T("form.keep"), Action: keep})
	return f
}

// put places a clause, with its instalments, in the draft.
func (s *agreementScreen) put(i int, c data.Clause, items []data.PerformanceItem) {
	d := &s.draft
	if i == len(d.Clauses) {
		d.Clauses = append(d.Clauses, c)
	} else {
		d.Clauses[i] = c
	}
	d.Items = append(slices.DeleteFunc(d.Items, itemOf(c.ID)), items...)
	s.changed(i)
}

// itemOf reports of a performance item whether it belongs to a clause.
func itemOf(clause data.ElementID) func(data.PerformanceItem) bool {
	return func(i data.PerformanceItem) bool { return i.Clause == clause }
}

// clauseErr is what keeps an agreement with this clause from being finished, named
// by the field of the clause's dialog.
func (s *agreementScreen) clauseErr(c *data.Clause) error {
	s.read()
	if c.Due != 0 && c.Due < s.draft.On {
		return &data.Invalid{Field: "clause.due", Code: "day.before_agreement"}
	}
	return c.Check()
}

// clauseParts asks for what the kind of clause is made of.
func (s *agreementScreen) clauseParts(f *form, c *data.Clause) func() {
	reads := s.clauseWho(f, c)
	then := func(read func()) { reads = append(reads, read) }
	if what := view.PurposeField(c.Kind); what != "" {
		purpose := f.text(what, c.Purpose)
		then(func() { c.Purpose = purpose() })
	}
	if c.Kind == data.BearCosts {
		amount := f.money("clause.cost", c.Amount)
		then(func() { c.Amount = amount() })
	}
	if c.Kind.Money() {
		amount := f.money("amount*", c.Amount)
		method := f.choice("clause.method", string(c.Method), options(s.app, "method", view.Methods))
		then(func() { c.Amount, c.Method = amount(), data.Method(method()); c.Monthly = c.Kind == data.Support })
	}
	if c.Kind.Performable() {
		due := f.day("clause.due*", c.Due)
		then(func() { c.Due = due() })
	}
	if c.Kind == data.DoAct || c.Kind == data.HandOver {
		by := f.text("clause.accepted_by", c.AcceptedBy)
		then(func() { c.AcceptedBy = by() })
	}
	text := f.area("clause.text", c.Text, 3)
	then(func() { c.Text = text() })
	return func() {
		for _, read := range reads {
			read()
		}
	}
}

// clauseWho asks who owes and who receives, where the kind of clause says so.
func (s *agreementScreen) clauseWho(f *form, c *data.Clause) (reads []func()) {
	parties := s.app.partyOptions(s.seen)
	if c.Kind.Performable() || slices.Contains(doers, c.Kind) {
		who := "clause.from*"
		if !c.Kind.Money() {
			who = "clause.doer"
		}
		from := f.ticks(who, parties, among(c.From))
		reads = append(reads, func() { c.From = elements(from()) })
	}
	if c.Kind.Money() || c.Kind == data.HandOver || c.Kind == data.Apologise {
		to := f.ticks("clause.to*", parties, among(c.To))
		reads = append(reads, func() { c.To = elements(to()) })
	}
	return reads
}

// doers are the kinds that name parties though nothing is to be performed by a day.
var doers = []data.ClauseKind{data.Refrain, data.BearCosts, data.ShareUse}

// instalments asks into how many monthly parts a payment is split; the last is due on
// the clause's own day. Parts that were agreed otherwise stay as they are while what
// they are parts of stays.
func (s *agreementScreen) instalments(f *form, old data.Clause) func(data.Clause) ([]data.PerformanceItem, error) {
	if old.Kind != data.PayMoney {
		return func(data.Clause) ([]data.PerformanceItem, error) { return nil, nil }
	}
	var now []data.PerformanceItem
	for _, i := range s.draft.Items {
		if i.Clause == old.ID {
			now = append(now, i)
		}
	}
	parts := len(now) / max(1, len(old.From))
	read := f.count("clause.instalments", parts)
	return func(c data.Clause) ([]data.PerformanceItem, error) {
		n := read()
		same := c.Amount == old.Amount && c.Due == old.Due && c.Method == old.Method &&
			slices.Equal(c.From, old.From) && slices.Equal(c.To, old.To)
		switch {
		case n == parts && same:
			return now, nil
		case n <= 1:
			return nil, nil
		case n > maxInstalments || c.Amount < data.Fen(n):
			return nil, &data.Invalid{Field: "clause.instalments", Code: "instalments.many"}
		}
		items := view.Split(c, n, c.Due.AddMonth(1-n))
		if items[0].Due < s.draft.On {
			return nil, &data.Invalid{Field: "clause.instalments", Code: "instalments.early"}
		}
		for i := n - 1; i < len(items); i += n {
			items[i].Due = c.Due // not a month's end for having begun at one
		}
		return items, nil
	}
}
