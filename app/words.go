package app

import (
	"woshou/app/view"
	"woshou/app/widget"
)

// widgetWords are the texts that widgets show of their own accord.
func widgetWords(w view.Words) widget.Words {
	return widget.Words{
		OK: w.T("form.ok"), Cancel: w.T("form.cancel"),
		Today: w.T("day.today"), Clear: w.T("day.clear"), PickDay: w.T("day.pick"),
		Weekdays: [7]string{
			w.T("day.week.1"), w.T("day.week.2"), w.T("day.week.3"), w.T("day.week.4"),
			w.T("day.week.5"), w.T("day.week.6"), w.T("day.week.7"),
		},
		Month: func(year, month int) string { return w.T("day.month", year, month) },
		Male:  w.T("sex.male"), Female: w.T("sex.female"),
		Explain: func(err error) string { return sentence(w, err) },
	}
}

// explain says in a line what is wrong and what to do, for the place below a field.
func (a *App) explain(err error) string { return sentence(a.Words, err) }

func sentence(w view.Words, err error) string {
	m := view.Explain(w, err)
	return m.Text + m.Hint
}

// hint is the help below a field; most fields need none.
func (a *App) hint(field string) string {
	if text := a.T("hint." + field); text != "hint."+field {
		return text
	}
	return ""
}
