package app

import (
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

// courtTab is the shared court's ledger: the counts, what the cases on record call
// for, and the entries.
func (s *totalsScreen) courtTab(p data.Period) []fyne.CanvasObject {
	a := s.app
	desk := a.desk
	v := s.court.get(a, p, func() *view.CourtView { return desk.CourtView(p) }, s.again)
	if v == nil {
		return []fyne.CanvasObject{line(a.T("work.reading"))}
	}
	add := widget.NewPrimaryButton(a.T("court.add"), func() { s.askCourt(data.CourtEntry{On: a.today()}, a.T("court.add")) })
	out := []fyne.CanvasObject{
		container.NewHBox(heading(a.T("court.counts")), layout.NewSpacer(),
			a.reportButton(view.CommitteeRef{Code: forms.Ledger, Period: p}), a.exportButton(view.ExportCourt, func() sheet.Sheet { return a.desk.CourtLedgerSheet(p) }), add),
		panel(s.courtCounts(v.Counts)),
	}
	if len(v.Proposed) > 0 {
		out = append(out, heading(a.T("court.proposed", len(v.Proposed))), line(a.T("court.proposed_text")))
		for _, r := range v.Proposed {
			out = append(out, s.courtRow(r, widget.NewPrimaryButton(a.T("court.take"), func() { s.askCourt(r.Entry, a.T("court.take")) })))
		}
	}
	out = append(out, heading(a.T("court.entries", len(v.Rows))))
	if len(v.Rows) == 0 {
		out = append(out, line(a.T("court.none")))
	}
	for _, r := range v.Rows {
		out = append(out, s.courtRow(r,
			widget.NewButton(a.T("mediators.change"), func() { s.askCourt(r.Entry, r.Kind) }),
			widget.NewButton(a.T("list.remove"), func() { s.askRemove(r.On+" "+r.Kind, func() error { return a.desk.RemoveCourtEntry(r.Entry.ID) }) })))
	}
	return out
}

func (s *totalsScreen) courtCounts(counts []view.CourtCount) fyne.CanvasObject {
	columns := 4
	if s.app.largeType() {
		columns = 2
	}
	grid := container.NewGridWithColumns(columns)
	for _, c := range counts {
		label := fynewidget.NewLabel(c.Label)
		label.Importance = fynewidget.LowImportance
		grid.Add(container.NewHBox(label, fynewidget.NewLabel(c.Value)))
	}
	return grid
}

func (s *totalsScreen) courtRow(r view.CourtRow, buttons ...*widget.Button) fyne.CanvasObject {
	a := s.app
	head := container.NewHBox(heading(r.On+" "+r.Kind), layout.NewSpacer())
	if r.Entry.Case != data.CommitteeID {
		head.Add(widget.NewButton(a.T("court.case"), func() { a.Show(Route{Page: PageCase, Case: r.Entry.Case}) }))
	}
	for _, b := range buttons {
		head.Add(b)
	}
	return panel(container.NewVBox(head, pairs(a.desk.CourtPairs(r))))
}

func (s *totalsScreen) askCourt(e data.CourtEntry, title string) {
	a := s.app
	f := a.newForm()
	on := f.day("court.on*", e.On)
	kind := f.choice("court.kind*", string(e.Kind), rows(data.CourtKinds))
	audience := f.text("court.audience", e.Audience)
	people := f.count("court.people", e.People)
	judge := f.text("court.judge", e.Judge)
	minutes := f.count("court.minutes", e.Minutes)
	result := f.area("court.result", e.Result, 2)
	proof := f.text("court.proof", e.Proof)
	recorder := f.text("court.recorder", e.Recorder)
	a.ask(title, f, func() error {
		e.On, e.Kind, e.Audience, e.People, e.Judge = on(), data.CourtKind(kind()), audience(), people(), judge()
		e.Minutes, e.Result, e.Proof, e.Recorder = minutes(), result(), proof(), recorder()
		return a.desk.SetCourtEntry(e)
	})
}
