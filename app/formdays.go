package app

import (
	"errors"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynewidget "fyne.io/fyne/v2/widget"

	"woshou/app/view"
	"woshou/app/widget"
	"woshou/data"
)

// consents is a field with a day for each party: the day it agreed. A case with many
// parties has one day for all. No day is proposed: it would be a consent that nobody gave.
func (f *form) consents(name string, c *data.Case) func() []data.Consent {
	if len(c.Parties) > mostConsents {
		on := f.day(name, 0)
		return func() []data.Consent { return view.ConsentsOn(c, on()) }
	}
	column := container.NewVBox()
	var entries []*widget.DayEntry
	for _, o := range f.app.partyOptions(c) {
		e := widget.NewDayEntry(f.app.today)
		e.OnEdit = f.touch
		entries = append(entries, e)
		label := fynewidget.NewLabel(o.Label)
		label.Truncation = fyne.TextTruncateEllipsis
		if f.app.largeType() {
			column.Add(container.NewVBox(label, e))
			continue
		}
		column.Add(container.New(widths{0, 11}, label, e))
	}
	f.add(name, column)
	for i := range entries {
		f.checks = append(f.checks, check{column, func() error { return dayError(entries[i], bareName(name)) }})
	}
	return func() []data.Consent {
		var out []data.Consent
		for i, p := range c.Parties {
			on, _ := entries[i].Value() // the checks have passed
			out = append(out, data.Consent{Party: p.ID, On: on})
		}
		return out
	}
}

// mostConsents is how many parties get a day of their own.
const mostConsents = 4

// dayError is what is wrong with a typed day, under the name of its field.
func dayError(e *widget.DayEntry, name string) error {
	_, err := e.Value()
	var bad *data.Invalid
	if errors.As(err, &bad) {
		return &data.Invalid{Field: name, Code: bad.Code}
	}
	return err
}

// prefilled is a text that follows a choice until the user changes it.
func (f *form) prefilled(choice, name string, text func(key string) string) {
	s := f.fields[choice].(*widget.Select)
	e := f.fields[name].(*widget.Entry)
	proposed := e.Text
	before := s.OnChanged
	s.OnChanged = func(label string) {
		before(label)
		if e.Text == proposed {
			proposed = text(s.Key())
			e.SetText(proposed)
		}
	}
}
