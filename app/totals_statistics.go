package app

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	fynewidget "fyne.io/fyne/v2/widget"

	"woshou/app/view"
	"woshou/app/widget"
	"woshou/data"
	forms "woshou/data/form"
	"woshou/data/sheet"
)

// statisticsTab is the ministry's table of the period, its rates and how they are made.
func (s *totalsScreen) statisticsTab(p data.Period) []fyne.CanvasObject {
	a := s.app
	v := a.desk.StatisticsView(p)
	half := len(v.Rows) / 2
	for half < len(v.Rows) && v.Rows[half].Group == v.Rows[half-1].Group {
		half++
	}
	tables := container.NewGridWithColumns(2, s.statistics(v.Rows[:half]), container.NewVBox(s.statistics(v.Rows[half:]), s.screened(v)))
	if a.largeType() {
		tables = container.NewVBox(s.statistics(v.Rows), s.screened(v))
	}
	out := []fyne.CanvasObject{
		container.NewHBox(fynewidget.NewLabel(a.T("statistics.how")), layout.NewSpacer(),
			a.reportButton(view.CommitteeRef{Code: forms.Statistics, Period: p}), a.exportButton("", func() sheet.Sheet { return a.desk.StatisticsSheet(p) })),
		tables, heading(a.T("statistics.rates")), s.rates(v),
	}
	for _, note := range v.Notes {
		out = append(out, line(note))
	}
	return out
}

// statisticsWidths are the columns of the table: name, cases, people, yuan on all
// agreements, and the cases on written ones only.
var statisticsWidths = widths{0, 3.6, 3, 7.2, 3.6}

func (s *totalsScreen) statistics(rows []view.StatisticsRow) fyne.CanvasObject {
	a := s.app
	out := container.New(layout.NewCustomPaddedVBoxLayout(0), container.New(statisticsWidths,
		fynewidget.NewLabel(""), middling(a.T("totals.cases")), end(a.T("totals.people")), end(a.T("totals.amount")), middling(a.T("statistics.written_short"))))
	group := ""
	for i := range rows {
		r := &rows[i]
		if r.Group != group {
			group = r.Group
			out.Add(heading(group))
		}
		out.Add(container.New(statisticsWidths, short(r.Label), s.behind(r.Cases, r.All), end(strconv.Itoa(r.People)), end(r.Amount), s.behind(r.WrittenCases, r.Written)))
	}
	return out
}

// screened is what the rounds of screening come to, and who works at mediation; each
// has a screen of its own.
func (s *totalsScreen) screened(v *view.StatisticsView) fyne.CanvasObject {
	a := s.app
	out := container.New(layout.NewCustomPaddedVBoxLayout(0), heading(a.T("statistics.screening")))
	for _, n := range []struct {
		word  string
		count int
	}{{"field.screening.times", v.Screening.Times}, {"field.screening.found", v.Screening.Found}, {"field.screening.prevented", v.Screening.Prevented}} {
		open := widget.NewButton(strconv.Itoa(n.count), func() { s.open(tabScreening) })
		out.Add(container.New(statisticsWidths, short(a.T(n.word)), open, end(""), end(""), end("")))
	}
	out.Add(heading(a.T("statistics.staff")))
	for _, r := range a.desk.StaffRows(v.Staff) {
		out.Add(container.New(statisticsWidths, short(r.Label), middling(""), end(r.Value), end(""), end("")))
	}
	return out
}

// rates are shown with their raw counts on both bases, and with their formula.
func (s *totalsScreen) rates(v *view.StatisticsView) fyne.CanvasObject {
	a := s.app
	columns := widths{0, 6, 6, 6, 6}
	out := container.New(layout.NewCustomPaddedVBoxLayout(0), container.New(columns, fynewidget.NewLabel(""),
		end(a.T("statistics.all")), end(a.T("statistics.counts")), end(a.T("statistics.written")), end(a.T("statistics.counts"))))
	for _, r := range v.Rates {
		out.Add(container.New(columns, short(r.Label+"＝"+r.Formula), end(r.All.Percent), end(r.All.Counts), end(r.Written.Percent), end(r.Written.Counts)))
	}
	out.Add(container.New(columns, short(a.T("statistics.mean")), end(v.MeanDays), end(""), end(""), end("")))
	return out
}
