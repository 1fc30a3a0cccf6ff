package view

import (
	"slices"
	"strconv"
	"strings"

	"woshou/data"
)

// ListRowView is one entry of a list as the settings show it.
type ListRowView struct {
	Row        data.ListRow
	Code, Name string
	Span       string // when it is offered
	More       string // what else it says: the owner and days of a colour, the start of a quarter
	Note       string // 本地, 停用
	Tone       Tone
	// Own says that the place made the entry, or stands for a shipped one: then Over.
	Own, Over bool
}

// ListView is one list with the place's own entries.
type ListView struct {
	Name   string
	Source string
	Rows   []ListRowView
	// Note says what is peculiar to the list: which year of the calendar is missing.
	Note string
}

// ListView prepares a list for the settings.
func (d *Desk) ListView(name data.ListName) *ListView {
	w, c := d.Words, d.Store.Committee()
	v := &ListView{Name: w.T("list." + string(name)), Source: data.SourceOf(name)}
	if name == data.ListHolidays {
		return d.holidays(v, c)
	}
	shipped := data.ListOf(name, nil)
	for _, r := range data.ListOf(name, c) {
		row := ListRowView{Row: data.ListRow{List: name, Row: r}, Code: r.Code, Name: r.Name, Span: span(w, r.From, r.To), More: d.rowMore(name, &r)}
		if i := slices.IndexFunc(c.Rows, func(o data.ListRow) bool { return o.List == name && o.Code == r.Code }); i >= 0 {
			row.Row.ID, row.Own, row.Over = c.Rows[i].ID, true, shipped.Has(r.Code)
			row.Note, row.Tone = w.T("list.own"), Busy
		}
		if r.To != 0 && r.To < d.Today() {
			row.Note, row.Tone = w.T("list.retired"), Plain
		}
		v.Rows = append(v.Rows, row)
	}
	return v
}

// rowMore says what a row holds beside its name.
func (d *Desk) rowMore(name data.ListName, r *data.Row) string {
	w := d.Words
	switch name {
	case data.ListRiskColours:
		return w.T("list.colour", r.Owner, r.Days)
	case data.ListReportCalendar:
		return w.T("list.starts", r.Start)
	case data.ListWords:
		return w.T("list.word", w.T("word_kind."+string(r.Kind)), r.Advice)
	case data.ListDisputeTypes:
		var out []string
		if main := data.DisputeType(r.Code).Main(); string(main) != r.Code {
			out = append(out, w.T("list.counted", main.Name()))
		}
		if r.Court != "" {
			out = append(out, w.T("list.court", r.Court))
		}
		if r.Petition != "" {
			out = append(out, w.T("list.petition", r.Petition))
		}
		return strings.Join(out, "　")
	}
	return ""
}

// span says when an entry is offered; empty for ever.
func span(w Words, from, to data.Day) string {
	switch {
	case from == 0 && to == 0:
		return ""
	case to == 0:
		return w.T("list.from", from.Chinese())
	case from == 0:
		return w.T("list.to", to.Chinese())
	}
	return w.T("totals.period", from.Chinese(), to.Chinese())
}

// holidays lists the days off of this year and the next, span by span.
func (d *Desk) holidays(v *ListView, c *data.Committee) *ListView {
	w, cal := d.Words, d.calendar()
	year, _, _ := d.Today().Date()
	v.Source = w.T("list.holidays.source")
	for _, y := range []int{year, year + 1} {
		if !cal.Complete(y) {
			v.Note = w.T("list.holidays.missing", y)
			break
		}
	}
	from, _ := data.NewDay(year, 1, 1)
	until, _ := data.NewDay(year+1, 12, 31)
	for day := from; day <= until; day++ {
		kind := data.HolidayOff
		switch {
		case cal.On[day]:
			kind = data.HolidayWorked
		case !cal.Off[day]:
			continue
		}
		row := data.ListRow{List: data.ListHolidays, Row: data.Row{Code: kind, Name: cal.Names[day], From: day, To: day}}
		n := len(v.Rows)
		if n > 0 && kind == data.HolidayOff && v.Rows[n-1].Row.Code == kind && v.Rows[n-1].Row.Name == row.Name && v.Rows[n-1].Row.To == day-1 {
			v.Rows[n-1].Row.To = day
			continue
		}
		v.Rows = append(v.Rows, ListRowView{Row: row})
	}
	for i := range v.Rows {
		d.holidayRow(&v.Rows[i], c)
	}
	return v
}

func (d *Desk) holidayRow(r *ListRowView, c *data.Committee) {
	w := d.Words
	r.Name, r.Code = r.Row.Name, w.T("list.holiday."+r.Row.Code)
	if r.Row.Code == data.HolidayWorked {
		r.Name = weekday(w, r.Row.From)
	}
	r.Span = r.Row.From.Chinese()
	if days := r.Row.To.Sub(r.Row.From) + 1; days > 1 {
		r.Span, r.More = w.T("totals.period", r.Row.From.Chinese(), r.Row.To.Chinese()), w.T("statistics.days", strconv.Itoa(days))
	}
	for _, own := range c.Rows {
		if own.List == data.ListHolidays && own.Code == r.Row.Code && own.From <= r.Row.From && r.Row.From <= max(own.To, own.From) {
			r.Row, r.Own, r.Note, r.Tone = own, true, w.T("list.own"), Busy
		}
	}
}

// SetListRow enters a place's own entry, or changes the one with the same ID. An entry
// with the code of a shipped one stands for it from now on.
func (d *Desk) SetListRow(r data.ListRow) error {
	r.Name, r.Code, r.Owner, r.Start = strings.TrimSpace(r.Name), strings.TrimSpace(r.Code), strings.TrimSpace(r.Owner), strings.TrimSpace(r.Start)
	r.Advice, r.Unless = strings.TrimSpace(r.Advice), strings.TrimSpace(r.Unless)
	if err := r.Check(); err != nil {
		return err
	}
	c := d.Store.Committee()
	same := func(o *data.ListRow) bool {
		return o.ID == r.ID || r.List != data.ListHolidays && o.List == r.List && o.Code == r.Code
	}
	if i := slices.IndexFunc(c.Rows, func(o data.ListRow) bool { return o.ID != r.ID && same(&o) }); i >= 0 {
		return invalid("row.code", "list.taken")
	}
	return d.committee("list", func(c *data.Committee) {
		if r.ID == "" {
			r.ID = data.NewElementID()
		}
		c.Rows = put(c.Rows, r, same)
	})
}

// RemoveListRow takes a place's own entry away: a holiday, or one that stands for a
// shipped entry, which comes back. Any other entry gets a last day instead, because
// cases may name it.
func (d *Desk) RemoveListRow(id data.ElementID) error {
	return d.committee("list", func(c *data.Committee) {
		c.Rows = without(c.Rows, func(r *data.ListRow) bool {
			return r.ID == id && (r.List == data.ListHolidays || data.ListOf(r.List, nil).Has(r.Code))
		})
	})
}
