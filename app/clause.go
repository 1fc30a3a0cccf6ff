package app

import (
	"slices"

	"woshou/app/view"
	"woshou/app/widget"
	"woshou/data"
)

// clause asks for the parts of one clause: those its kind has, and no others. A
// fresh clause that is not kept goes away again.
func (s *agreementScreen) clause(i int, fresh bool) {
	a, c := s.app, s.draft.Clauses[i]
	f := a.newForm()
	read := s.clauseParts(f, &c)
	instalments := s.instalments(f, c)
	cancel := func() bool {
		if fresh {
			s.draft.Clauses = slices.Delete(s.draft.Clauses, i, i+1)
		}
		return true
	}
	keep := func() bool {
		err := f.err()
		if err == nil {
			read()
			err = c.Check()
		}
		if err != nil {
			if !f.show(err) {
				a.fail(err)
			}
			return false
		}
		s.draft.Clauses[i] = c
		instalments(c)
		s.form.touch()
		s.fill()
		return true
	}
	widget.NewDialog(a.window.Canvas(), a.T("clause."+string(c.Kind)), a.scrolled(f),
		widget.Choice{Text: a.T("form.keep"), Action: keep}, widget.Choice{Text: a.T("form.cancel"), Action: cancel})
}

// clauseParts asks for what the kind of clause is made of.
func (s *agreementScreen) clauseParts(f *form, c *data.Clause) func() {
	var reads []func()
	then := func(read func()) { reads = append(reads, read) }
	parties := (&caseScreen{app: s.app, seen: s.seen}).partyOptions()
	on := func(ids []data.ElementID) func(string) bool {
		return func(key string) bool { return slices.Contains(ids, data.ElementID(key)) }
	}
	if c.Kind.Performable() || c.Kind == data.Refrain || c.Kind == data.BearCosts {
		from := f.ticks("clause.from*", parties, on(c.From))
		then(func() { c.From = elements(from()) })
	}
	if c.Kind.Money() || c.Kind == data.HandOver || c.Kind == data.Apologise {
		to := f.ticks("clause.to*", parties, on(c.To))
		then(func() { c.To = elements(to()) })
	}
	if c.Kind.Performable() {
		purpose := f.text("clause.purpose", c.Purpose)
		then(func() { c.Purpose = purpose() })
	}
	if c.Kind.Money() {
		amount := f.money("amount*", c.Amount)
		method := f.choice("clause.method", string(c.Method), options(s.app, "method", []data.Method{data.Cash, data.Transfer, data.WeChat}))
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

// instalments asks into how many monthly parts a payment is split; the first is due
// on the clause's own day.
func (s *agreementScreen) instalments(f *form, c data.Clause) func(data.Clause) {
	if c.Kind != data.PayMoney {
		return func(data.Clause) {}
	}
	now := 0
	for _, i := range s.draft.Items {
		if i.Clause == c.ID {
			now++
		}
	}
	n := f.count("clause.instalments", now)
	return func(c data.Clause) {
		s.draft.Items = slices.DeleteFunc(s.draft.Items, func(i data.PerformanceItem) bool { return i.Clause == c.ID })
		if n() > 1 {
			s.draft.Items = append(s.draft.Items, view.Split(c, n(), c.Due)...)
		}
	}
}
