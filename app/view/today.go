package view

import (
	"slices"
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

// TodayView is the first screen: what is due, grouped, and what is not sent yet. It
// may be asked for another day, to see what is due then.
type TodayView struct {
	Day                  string // with the day of the week
	Other                bool   // it is not today
	Overdue, Today, Soon []DueRow
	// Matters is what a person has to decide.
	Matters []DueRow
	// Open counts the cases in hand.
	Open       int
	Unsent     string // what the township does not have yet, in a sentence
	UnsentTone Tone
	// Link is what is wrong with the line, what to do, and when it was last right; empty when
	// nothing is wrong.
	Link string
}

// TodayView prepares the first screen for a day; 0 is today.
func (d *Desk) TodayView(day data.Day) *TodayView {
	w, on := d.Words, d
	if day != 0 && day != d.Today() {
		on = d.at(day)
	}
	today := on.Today()
	v := &TodayView{Day: today.Chinese() + " " + weekday(w, today), Other: on != d}
	rows := map[data.CaseID]*store.Row{}
	all := d.Store.Rows()
	for i := range all {
		r := &all[i]
		rows[r.ID] = r
		if !known(finished, r.Status) {
			v.Open++
		}
	}
	v.Matters = d.matterRows()
	for _, due := range slices.Concat(on.termRows(), on.taskRows(), on.holidayRows()) {
		v.add(due, today)
	}
	for _, due := range d.Store.Due(today, d.calendar()) {
		r := rows[due.Case]
		if r == nil || due.On > today.Add(soonDays) {
			continue
		}
		row := on.dueRow(due.Due)
		row.Case, row.Title, row.Number = r.ID, r.Title, r.Number
		v.add(row, today)
	}
	if v.Other {
		v.thatDay(w)
	}
	v.Unsent, v.UnsentTone = d.unsent()
	if s := d.Sync(); s.Problem != (Message{}) && s.Enrolled {
		v.Link = w.T("today.link", s.Problem.Title, s.Problem.Hint, w.T("today.last_ok", s.LastOK))
	}
	return v
}

// add puts a row into its group.
func (v *TodayView) add(row DueRow, today data.Day) {
	switch {
	case row.On < today:
		v.Overdue = append(v.Overdue, row)
	case row.On == today:
		v.Today = append(v.Today, row)
	default:
		v.Soon = append(v.Soon, row)
	}
}

// thatDay calls the day by another word than today.
func (v *TodayView) thatDay(w Words) {
	for i := range v.Today {
		v.Today[i].When = w.T("when.that_day")
	}
	for i := range v.Soon {
		if v.Soon[i].When == w.T("when.tomorrow") {
			v.Soon[i].When = w.T("when.days", 1)
		}
	}
}

// termRows returns the terms of the committee and its mediators that end soon; they
// are about no case.
func (d *Desk) termRows() []DueRow {
	committee := d.Store.Committee()
	var out []DueRow
	for _, due := range data.TermDue(committee, d.Today()) {
		row := d.dueRow(due)
		row.Title = committee.Name
		if m := committee.Mediator(due.Element); m != nil {
			row.Title = m.Name
		}
		out = append(out, row)
	}
	return out
}

// What the today screen asks for beside the cases' own deadlines: an order that is to be
// carried out, and the next year's days off, which working days are counted by.
const (
	DueTask     data.DueKind = "task"
	DueHolidays data.DueKind = "holidays"
)

// taskRows returns the orders (交办单) that are due soon or overdue.
func (d *Desk) taskRows() []DueRow {
	var out []DueRow
	for _, t := range d.Store.Committee().Tasks {
		if t.FixedOn != 0 || t.Due == 0 || t.Due > d.Today().Add(soonDays) {
			continue
		}
		row := d.dueRow(data.Due{Kind: DueTask, On: t.Due, Element: t.ID})
		row.Title, row.Number = t.Problems, t.Number
		out = append(out, row)
	}
	return out
}

// holidayRows asks in December for the next year's days off (the State Council's notice
// comes in November), and for this year's when they were never entered. A year before
// all that are known is none to ask for.
func (d *Desk) holidayRows() []DueRow {
	var out []DueRow
	cal, year := d.calendar(), d.Today().Month().Year()
	known := cal.Complete(year - 1)
	for _, y := range []int{year, year + 1} {
		first, _ := data.NewDay(y, time.January, 1)
		known = known || cal.Complete(y)
		if due := first.Add(-1); known && !cal.Complete(y) && d.Today() > due.AddMonth(-1) {
			row := d.dueRow(data.Due{Kind: DueHolidays, On: due})
			row.Title = d.Words.T("due.holidays_year", y)
			out = append(out, row)
		}
	}
	return out
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
	data.DueFeedback: ActFeedback, data.DueReport: ActEscalate, data.DueHandUpResult: ActHandUpResult, data.DueClose: data.MoveClose,
	data.DueUrge: ActUrge, data.DueAdvice: ActAdvise,
}

func (d *Desk) dueRow(due data.Due) DueRow {
	act := dueActs[due.Kind]
	row := DueRow{
		Kind: due.Kind, Label: d.Words.T("due." + string(due.Kind)), On: due.On,
		Next: Step{Act: act, Element: due.Element},
	}
	if act != "" {
		row.Next.Label = d.Words.T("move." + string(act))
	}
	row.When, row.Tone = when(d.Words, due.On.Sub(d.Today()))
	return row
}

// dueRows returns what one case asks for, earliest first.
func (d *Desk) dueRows(c *data.Case) []DueRow {
	var out []DueRow
	for _, due := range data.Deadlines(c, d.Today(), d.calendar()) {
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
		if d.Store.Link().Village == "" {
			return d.Words.T("unsent.alone"), Plain
		}
		return d.Words.T("unsent.none"), Good
	}
	since := ago(d.Words, d.Now().Sub(oldest))
	switch {
	case d.Store.Link().Village == "":
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
