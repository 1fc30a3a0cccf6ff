// Package view is what the desk's screens show and may do, without a window: the
// actions on a case and on the committee, one struct a screen, the words they
// use, and errors in plain words. It knows no widget, so all of it is tested
// without a display. A Desk belongs to one goroutine.
package view

import (
	"errors"
	"slices"
	"time"

	"woshou/data"
	"woshou/data/backup"
	"woshou/data/store"
	"woshou/pdf"
	"woshou/sync/engine"
)

// Desk is the mediator's desk: everything that screens and the demo do to the
// record goes through its methods. A method that changes a case takes the case
// as the screen showed it, so that what another computer saved meanwhile is
// found and kept, and returns the case as it is stored now. Errors are
// *data.Invalid (which field, why), *data.Refused (which move, why) or come from
// the store; after any error nothing is changed.
type Desk struct {
	Store *store.Store
	// Engine is nil while the desk is not enrolled at a township.
	Engine *engine.Engine
	Fonts  *pdf.Fonts
	Words  Words
	Now    func() time.Time
	// Backups keeps the copies of the record; nil for the samples.
	Backups *backup.Keeper

	doubles doubles
}

// Today returns the civil day at the desk.
func (d *Desk) Today() data.Day { return data.DayOf(d.Now()) }

// OnChange calls fn after every change of the record, also one that came from
// another computer; then on the engine's goroutine, not the screen's.
func (d *Desk) OnChange(fn func()) { d.Store.OnChange(func([]data.CaseID) { fn() }) }

// at returns the desk as it is on another day.
func (d *Desk) at(day data.Day) *Desk {
	y, m, n := day.Date()
	on := *d
	on.Now = func() time.Time { return time.Date(y, m, n, 9, 0, 0, 0, time.Local) }
	return &on
}

// change edits a copy of the case and saves it as one event of a kind. What
// follows by itself on the day, follows in the same event.
func (d *Desk) change(seen *data.Case, kind data.Move, edit func(c *data.Case) error) (*data.Case, error) {
	after, err := d.edited(seen, edit)
	if err != nil {
		return nil, err
	}
	return d.Store.SaveCase(string(kind), seen, after)
}

// edited returns a copy of the case with an edit and what follows from it.
func (d *Desk) edited(seen *data.Case, edit func(c *data.Case) error) (*data.Case, error) {
	now, err := d.Store.Case(seen.ID)
	if err != nil {
		return nil, err
	}
	if now.Status != seen.Status {
		return nil, data.ErrChanged
	}
	after := seen.Clone()
	if err := edit(after); err != nil {
		return nil, err
	}
	data.Standardize(after)
	data.Follow(after, d.Today())
	return after, nil
}

// act is change behind the rule of the act's row in acts.
func (d *Desk) act(seen *data.Case, act data.Move, edit func(c *data.Case) error) (*data.Case, error) {
	if err := mayAct(seen, act, d.Today()); err != nil {
		return nil, err
	}
	return d.change(seen, act, edit)
}

// StartDay takes the moves that follow by themselves now that a day has begun:
// default, where an instalment's day has passed, and back where a clock that went wrong
// had said so; and destroys what another computer's
// finished list names. It returns how many cases moved. Nothing follows while the user
// may only read.
func (d *Desk) StartDay() (int, error) {
	if d.Store.Access() == data.Reads {
		return 0, nil
	}
	if _, err := d.Store.EraseListed(); err != nil {
		return 0, err
	}
	if _, err := d.GiveNumbers(); err != nil {
		return 0, err
	}
	defaulted := map[data.CaseID]bool{}
	for _, row := range d.Store.Rows() {
		defaulted[row.ID] = row.Status == data.Defaulted
	}
	today, moved, last := d.Today(), 0, data.CaseID{}
	for _, due := range d.Store.Due(today, d.calendar()) {
		late := due.Kind == data.DueUrge || due.Kind == data.DuePerform && (due.Overdue(today) || defaulted[due.Case])
		if !late || due.Case == last {
			continue
		}
		last = due.Case
		c, err := d.Store.Case(due.Case)
		if err != nil {
			return moved, err
		}
		if data.Why(c, data.MoveDefault, today) != nil && data.Why(c, data.MoveRecover, today) != nil {
			continue
		}
		if _, err := d.change(c, ActFollow, func(*data.Case) error { return nil }); err != nil {
			return moved, err
		}
		moved++
	}
	return moved, nil
}

// happened checks the day of something that is said to have happened: it is
// given, not before the dispute was brought (0 asks no more), and not still to come.
func (d *Desk) happened(field string, on, since data.Day) error {
	switch {
	case on == 0:
		return invalid(field, "day.empty")
	case on > d.Today():
		return invalid(field, "day.future")
	case on < since:
		return invalid(field, "day.early")
	}
	return nil
}

func invalid(field, code string) error { return &data.Invalid{Field: field, Code: code} }

func refuse(move data.Move, code string, element data.ElementID) error {
	return &data.Refused{Move: move, Code: code, Element: element}
}

// inField gives an input error the name of the screen's field.
func inField(field string, err error) error {
	var bad *data.Invalid
	if errors.As(err, &bad) {
		return invalid(field, bad.Code)
	}
	return err
}

// filled checks that a text was entered.
func filled(field, text string) error {
	if text == "" {
		return invalid(field, "text.empty")
	}
	return nil
}

// first returns the first error there is.
func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// put replaces the element with the same ID, or appends it.
func put[T any](list []T, e T, same func(*T) bool) []T {
	for i := range list {
		if same(&list[i]) {
			list[i] = e
			return list
		}
	}
	return append(list, e)
}

func known[T ~string](list []T, value T) bool { return slices.Contains(list, value) }
