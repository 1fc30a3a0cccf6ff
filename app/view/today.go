package view

import (
	"time"

	"woshou/data"
	"woshou/data/store"
)

// soonDays is how far ahead the today screen looks, in days.
const soonDays = 7

// DueRow is one thing that a case asks for by a day.
type DueRow struct {
	Case   data.CaseID
	Title  string
	Number string
	Kind   data.DueKind
	Label  string // what is due
	On     data.Day
	When   string // 今天, 逾期3天, 还有5天
	Tone   Tone
	Next   Step // what is to be done about it
}

// TodayView is the first screen: what is due, grouped, and what is not sent yet.
type TodayView struct {
	Day                  string // with the day of the week
	Overdue, Today, Soon []DueRow
	// Open counts the cases in hand, Conflicts the cases with something to decide.
	Open, Conflicts int
	Unsent          string // what the township does not have yet, in a sentence
	UnsentTone      Tone
}

// TodayView prepares the first screen.
func (d *Desk) TodayView() *TodayView {
	w, today := d.Words, d.Today()
	v := &TodayView{Day: today.Chinese() + " " + weekday(w, today)}
	rows := map[data.CaseID]*store.Row{}
	all := d.Store.Rows()
	for i := range all {
		r := &all[i]
		rows[r.ID] = r
		if r.Conflicts > 0 {
			v.Conflicts++
		}
		if !known(finished, r.Status) {
			v.Open++
		}
	}
	for _, due := range d.Store.Due(today, d.Calendar) {
		r := rows[due.Case]
		if r == nil || due.On > today.Add(soonDays) {
			continue
		}
		row := d.dueRow(due.Due)
		row.Case, row.Title, row.Number = r.ID, r.Title, r.Number
		switch {
		case due.On < today:
			v.Overdue = append(v.Overdue, row)
		case due.On == today:
			v.Today = append(v.Today, row)
		default:
			v.Soon = append(v.Soon, row)
		}
	}
	v.Unsent, v.UnsentTone = d.unsent()
	return v
}

func weekday(w Words, d data.Day) string {
	names := []string{
		w.T("weekday.0"), w.T("weekday.1"), w.T("weekday.2"), w.T("weekday.3"), w.T("weekday.4"), w.T("weekday.5"), w.T("weekday.6"),
	}
	return names[d.Weekday()]
}

// dueActs is what is to be done about each kind of what is due.
var dueActs = map[data.DueKind]data.Move{
	data.DueAnswer: data.MoveAccept, data.DueSession: ActSession, data.DueConclude: ActDraft,
	data.DueArbitration: data.MoveTerminate, data.DueMarks: ActMark, data.DueConfirm: ActConfirm,
	data.DuePerform: ActPerform, data.DueFollowUp: ActFollowUp, data.DueReply: ActReply,
	data.DueHandUp: ActAnswer, data.DueArchive: data.MoveArchive,
}

func (d *Desk) dueRow(due data.Due) DueRow {
	act := dueActs[due.Kind]
	row := DueRow{
		Kind: due.Kind, Label: d.Words.T("due." + string(due.Kind)), On: due.On,
		Next: Step{Act: act, Label: d.Words.T("move." + string(act)), Element: due.Element},
	}
	row.When, row.Tone = when(d.Words, due.On.Sub(d.Today()))
	return row
}

// dueRows returns what one case asks for, earliest first.
func (d *Desk) dueRows(c *data.Case) []DueRow {
	var out []DueRow
	for _, due := range data.Deadlines(c, d.Today(), d.Calendar) {
		row := d.dueRow(due)
		row.Case, row.Title, row.Number = c.ID, c.Title(), c.Number
		out = append(out, row)
	}
	return out
}

// when says how far off a day is.
func when(w Words, days int) (string, Tone) {
	switch {
	case days < 0:
		return w.T("when.overdue", -days), Bad
	case days == 0:
		return w.T("when.today"), Warn
	case days == 1:
		return w.T("when.tomorrow"), Warn
	case days <= soonDays:
		return w.T("when.days", days), Warn
	}
	return w.T("when.days", days), Plain
}

// unsent says what the township does not have yet and since when.
func (d *Desk) unsent() (string, Tone) {
	n, oldest := d.Store.Pending()
	if n == 0 {
		if d.Store.Link().Address == "" {
			return d.Words.T("unsent.alone"), Plain
		}
		return d.Words.T("unsent.none"), Good
	}
	since := ago(d.Words, d.Now().Sub(oldest))
	switch {
	case d.Store.Link().Address == "":
		return d.Words.T("unsent.alone_waiting", n), Plain
	case d.Now().Sub(oldest) > 7*24*time.Hour:
		return d.Words.T("unsent.waiting", n, since), Warn
	}
	return d.Words.T("unsent.waiting", n, since), Busy
}

// ago says how long something is past, in the largest unit that fits.
func ago(w Words, past time.Duration) string {
	switch {
	case past < time.Minute:
		return w.T("ago.now")
	case past < time.Hour:
		return w.T("ago.minutes", int(past/time.Minute))
	case past < 24*time.Hour:
		return w.T("ago.hours", int(past/time.Hour))
	}
	return w.T("ago.days", int(past/(24*time.Hour)))
}
