package app

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"woshou/app/view"
	"woshou/app/widget"
	"woshou/data"
)

// listsTab is the lists of the program as this place has them.
func (s *settingsScreen) listsTab() []fyne.CanvasObject {
	a := s.app
	if s.chosen == "" {
		s.chosen = data.ListDisputeTypes
	}
	pick := widget.NewSelect(a.T("form.pick"), options(a, "list", data.ListNames), nil)
	pick.SetKey(string(s.chosen))
	pick.OnChanged = func(string) {
		s.chosen = data.ListName(pick.Key())
		s.app.refresh()
	}
	v := a.desk.ListView(s.chosen)
	add := widget.NewPrimaryButton(a.T("list.add"), func() { s.askRow(data.ListRow{List: s.chosen}, a.T("list.add")) })
	out := []fyne.CanvasObject{
		container.NewHBox(container.New(widths{16}, pick), layout.NewSpacer(), add), line(a.T("list.how")), line(a.T("list.based", v.Source)),
	}
	if v.Note != "" {
		out = append(out, warning(v.Note))
	}
	for _, r := range v.Rows {
		out = append(out, s.listRow(r))
	}
	return out
}

func (s *settingsScreen) listRow(r view.ListRowView) fyne.CanvasObject {
	a := s.app
	columns := widths{7.5, 0, 0, 14}
	buttons := container.NewHBox(layout.NewSpacer())
	if r.Note != "" {
		buttons.Add(widget.NewStatusChip(tone(r.Tone), r.Note))
	}
	removable := r.Over || r.Own && r.Row.List == data.ListHolidays
	if removable {
		word := "list.restore"
		if r.Row.List == data.ListHolidays {
			word = "list.remove"
		}
		buttons.Add(widget.NewButton(a.T(word), func() { a.done(a.desk.RemoveListRow(r.Row.ID)) }))
	}
	if r.Row.List != data.ListHolidays || r.Own {
		buttons.Add(widget.NewButton(a.T("mediators.change"), func() { s.askRow(r.Row, r.Name) }))
	}
	more := joined([]string{r.Span, r.More})
	if a.largeType() {
		return panel(container.NewVBox(container.NewBorder(nil, nil, nil, buttons, cut(r.Name)), line(joined([]string{r.Code, more}))))
	}
	return panel(container.New(columns, short(r.Code), short(r.Name), short(more), buttons))
}

// askRow asks for an entry; each list has the fields that it knows.
func (s *settingsScreen) askRow(r data.ListRow, title string) {
	a := s.app
	f := a.newForm()
	reads := []func(){}
	if r.List == data.ListHolidays {
		kind := f.choice("row.kind*", r.Code, []widget.Option{
			{Key: data.HolidayOff, Label: a.T("list.holiday.off")}, {Key: data.HolidayWorked, Label: a.T("list.holiday.worked")},
		})
		reads = append(reads, func() { r.Code = kind() })
	} else {
		code := f.text("row.code*", r.Code)
		reads = append(reads, func() { r.Code = code() })
	}
	named := "row.name*"
	if r.List == data.ListWords {
		named = "row.words*"
	}
	name := f.text(named, r.Name)
	reads = append(reads, func() { r.Name = name() })
	switch r.List {
	case data.ListWords:
		kind := f.choice("row.word_kind*", string(r.Kind), options(a, "word_kind", data.WordKinds))
		advice, unless := f.text("row.advice*", r.Advice), f.text("row.unless", r.Unless)
		reads = append(reads, func() { r.Kind, r.Advice, r.Unless = data.WordKind(kind()), advice(), unless() })
	case data.ListRiskColours:
		owner, days := f.text("row.owner", r.Owner), f.count("row.days", r.Days)
		reads = append(reads, func() { r.Owner, r.Days = owner(), days() })
	case data.ListReportCalendar:
		start := f.text("row.start*", r.Start)
		reads = append(reads, func() { r.Start = start() })
	case data.ListDisputeTypes:
		court, petition := f.text("row.court", r.Court), f.text("row.petition", r.Petition)
		reads = append(reads, func() { r.Court, r.Petition = court(), petition() })
	}
	from, to := f.day("row.from", r.From), f.day("row.to", r.To)
	a.ask(title, f, func() error {
		for _, read := range reads {
			read()
		}
		r.From, r.To = from(), to()
		return a.desk.SetListRow(r)
	})
}
