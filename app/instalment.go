package app

import (
	"cmp"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	fynewidget "fyne.io/fyne/v2/widget"

	"woshou/app/widget"
	"woshou/data"
)

// instalmentRow is one part of a payment while it is edited.
type instalmentRow struct {
	item   data.PerformanceItem
	from   *widget.Select // nil where one party pays
	due    *widget.DayEntry
	amount *widget.MoneyEntry
	paid   *widget.Check
}

// instalmentDialog edits the parts of a payment: any days, any amounts, some of them
// paid already. It says at all times whether they add up.
type instalmentDialog struct {
	s      *agreementScreen
	clause data.Clause
	rows   []*instalmentRow
	list   *fyne.Container
	scroll *container.Scroll
	sum    *fynewidget.Label
	dirty  bool
}

// parts opens the instalments of a payment.
func (s *agreementScreen) parts(i int) *instalmentDialog {
	d := &instalmentDialog{s: s, clause: s.draft.Clauses[i], list: container.NewVBox(), sum: line("")}
	for _, item := range s.itemsOf(d.clause) {
		d.append(item)
	}
	add := widget.NewButton(s.app.T("instalment.add"), d.add)
	d.scroll = scrolling(d.list)
	room := s.app.window.Canvas().Size()
	d.scroll.SetMinSize(fyne.NewSize(min(760*s.app.Theme.Scale(), room.Width*0.9), room.Height*0.5))
	body := container.NewBorder(nil, container.NewVBox(container.NewHBox(add, layout.NewSpacer()), d.sum), nil, nil, d.scroll)
	var dialog *widget.Dialog
	keep := func() bool {
		items, err := d.items()
		if err != nil {
			d.tell(err)
			return false
		}
		for _, item := range items { // the clause says by when all is paid
			d.clause.Due = max(d.clause.Due, item.Due)
		}
		dialog.Close() // first, so that the focus it gives back can go to the clause
		s.put(i, d.clause, items)
		return false
	}
	leave := func() bool {
		if d.dirty {
			s.app.confirmLoss(func() { dialog.Close() })
		}
		return !d.dirty
	}
	d.fill()
	title := s.app.T("instalment.title", money(d.clause.Amount))
	if len(d.clause.From) > 1 {
		title = s.app.T("instalment.title_each", money(d.clause.Amount))
	}
	dialog = widget.NewDialog(s.app.window.Canvas(), title, body,
		widget.Choice{Text: s.app.T("form.keep"), Action: keep}, widget.Choice{Text: s.app.T("form.cancel"), Action: leave})
	return d
}

// money writes an amount as people read it.
func money(f data.Fen) string { return f.Grouped() + "元" }

// itemsOf returns the parts of a payment: those agreed by hand, else the one there is
// for each payer.
func (s *agreementScreen) itemsOf(c data.Clause) []data.PerformanceItem {
	var out []data.PerformanceItem
	for _, i := range s.draft.Items {
		if i.Clause == c.ID {
			out = append(out, i)
		}
	}
	if len(out) == 0 {
		out = data.ItemsOf(c)
	}
	return out
}

// append adds a part to those that are shown.
func (d *instalmentDialog) append(item data.PerformanceItem) {
	a := d.s.app
	r := &instalmentRow{item: item, due: widget.NewDayEntry(a.today), amount: widget.NewMoneyEntry(), paid: widget.NewCheck(a.T("instalment.paid"), nil)}
	r.due.SetDay(max(item.Due, item.DoneOn))
	r.amount.SetValue(item.Amount)
	r.paid.SetChecked(item.DoneOn != 0)
	r.due.OnEdit, r.amount.OnEdit = d.changed, d.changed
	r.paid.OnChanged = func(bool) { d.changed() }
	if len(d.clause.From) > 1 {
		payers := slices.DeleteFunc(a.partyOptions(d.s.seen), func(o widget.Option) bool { return !among(d.clause.From)(o.Key) })
		r.from = widget.NewSelect(a.T("form.pick"), payers, nil)
		r.from.SetKey(string(item.From))
		r.from.OnChanged = func(string) { d.changed() }
	}
	d.rows = append(d.rows, r)
}

// add proposes another part: what is still missing, a month after the last.
func (d *instalmentDialog) add() {
	next := data.ItemsOf(d.clause)[0]
	next.Amount = max(0, d.owed()-d.typed())
	if n := len(d.rows); n > 0 {
		last := d.rows[n-1]
		if due, err := last.due.Value(); err == nil && due != 0 {
			next.Due = due.AddMonth(1)
		}
		if last.from != nil {
			next.From = data.ElementID(last.from.Key())
		}
	}
	d.append(next)
	d.fill()
	d.changed()
	d.scroll.ScrollToBottom()
	d.s.app.window.Canvas().Focus(d.rows[len(d.rows)-1].amount)
}

// fill shows the parts one below the other.
func (d *instalmentDialog) fill() {
	d.list.Objects = nil
	for i, r := range d.rows {
		drop := widget.NewButton(d.s.app.T("clause.remove"), func() {
			d.rows = slices.Delete(d.rows, i, i+1)
			d.fill()
			d.changed()
		})
		cells := container.NewGridWithColumns(2, r.due, r.amount)
		if r.from != nil {
			cells = container.NewGridWithColumns(3, r.from, r.due, r.amount)
		}
		d.list.Add(container.NewBorder(nil, nil, fynewidget.NewLabel(d.s.app.T("instalment.nth", i+1)), container.NewHBox(r.paid, drop), cells))
	}
	d.list.Refresh()
	d.total()
}

func (d *instalmentDialog) changed() {
	d.dirty = true
	d.total()
}

// owed is what all payers owe together, typed what the parts come to so far.
func (d *instalmentDialog) owed() data.Fen { return d.clause.Amount * data.Fen(len(d.clause.From)) }

func (d *instalmentDialog) typed() data.Fen {
	var sum data.Fen
	for _, r := range d.rows {
		if f, err := r.amount.Value(); err == nil {
			sum += f
		}
	}
	return sum
}

// total says how the parts and the whole compare.
func (d *instalmentDialog) total() {
	typed, owed := d.typed(), d.owed()
	word, importance := "instalment.even", fynewidget.SuccessImportance
	switch {
	case typed < owed:
		word, importance = "instalment.short", fynewidget.WarningImportance
	case typed > owed:
		word, importance = "instalment.over", fynewidget.WarningImportance
	}
	d.sum.Importance = importance
	d.sum.SetText(d.s.app.T(word, money(typed), money(owed), money(max(owed-typed, typed-owed))))
}

// tell says below the parts what is wrong with them.
func (d *instalmentDialog) tell(err error) {
	d.sum.Importance = fynewidget.DangerImportance
	d.sum.SetText("⚠ " + d.s.app.explain(err))
}

// items returns the parts as the agreement keeps them, each payer's by their days.
func (d *instalmentDialog) items() ([]data.PerformanceItem, error) {
	var out []data.PerformanceItem
	for _, r := range d.rows {
		due, err := r.due.Value()
		if err != nil {
			return nil, err
		}
		amount, err := r.amount.Value()
		if err != nil {
			return nil, err
		}
		item := r.item
		if r.from != nil {
			item.From = data.ElementID(r.from.Key())
		}
		item.Amount = amount
		d.date(&item, due, r.paid.Checked)
		if item.DoneOn == 0 && due != 0 && due < d.s.draft.On {
			return nil, &data.Invalid{Field: "item.due", Code: "day.before_agreement"}
		}
		out = append(out, item)
	}
	slices.SortStableFunc(out, func(a, b data.PerformanceItem) int {
		payer := func(i data.PerformanceItem) int { return slices.Index(d.clause.From, i.From) }
		return cmp.Or(payer(a)-payer(b), int(max(a.Due, a.DoneOn)-max(b.Due, b.DoneOn)))
	})
	return out, d.clause.CheckItems(out)
}

// date sets when a part falls due, or that it was paid before there was an agreement;
// the paper then says so.
func (d *instalmentDialog) date(item *data.PerformanceItem, on data.Day, paid bool) {
	switch {
	case !paid:
		if item.DoneOn != 0 {
			item.Thing = ""
		}
		item.Due, item.DoneOn, item.Payments = on, 0, nil
	case item.DoneOn != on || item.Thing == "" || item.Paid() != item.Amount:
		item.Due, item.DoneOn = 0, on
		item.Thing = strings.TrimSpace(d.clause.Purpose) + "（" + on.Chinese() + "已付）"
		item.Payments = []data.Payment{{ID: data.NewElementID(), On: on, Amount: item.Amount, Method: item.Method}}
	}
}
