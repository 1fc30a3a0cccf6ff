package app

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	fynewidget "fyne.io/fyne/v2/widget"

	"woshou/app/view"
	"woshou/app/widget"
	"woshou/data"
)

// screeningTab is the rounds in search of disputes.
func (s *totalsScreen) screeningTab(p data.Period) []fyne.CanvasObject {
	a := s.app
	v := a.desk.ScreeningView(p)
	add := widget.NewPrimaryButton(a.T("screening.add"), func() { s.askScreening(data.Screening{On: a.today(), Times: 1}) })
	out := []fyne.CanvasObject{container.NewHBox(fynewidget.NewLabel(a.T("screening.sum", v.Times, v.Found, v.Prevented)), layout.NewSpacer(), add)}
	if len(v.Rows) == 0 {
		return append(out, line(a.T("screening.none")))
	}
	for _, r := range v.Rows {
		out = append(out, s.screeningRow(r))
	}
	return out
}

func (s *totalsScreen) screeningRow(r view.ScreeningRow) fyne.CanvasObject {
	a := s.app
	head := container.NewHBox(heading(r.On), fynewidget.NewLabel(a.T("screening.row", r.Times, r.Found, r.Prevented)), layout.NewSpacer(),
		widget.NewButton(a.T("mediators.change"), func() { s.askScreening(r.Screening) }),
		widget.NewButton(a.T("list.remove"), func() { s.askRemove(r.On, func() error { return a.desk.RemoveScreening(r.Screening.ID) }) }))
	return panel(container.NewVBox(head, line(joined([]string{r.Place, r.By, r.Text}))))
}

func (s *totalsScreen) askScreening(x data.Screening) {
	a := s.app
	f := a.newForm()
	on := f.day("screening.on*", x.On)
	times := f.count("screening.times*", x.Times)
	found := f.count("screening.found", x.Found)
	prevented := f.count("screening.prevented", x.Prevented)
	place := f.text("screening.place", x.Place)
	by := f.text("screening.by", x.By)
	text := f.area("screening.text", x.Text, 2)
	a.ask(a.T("screening.add"), f, func() error {
		x.On, x.Times, x.Found, x.Prevented, x.Place, x.By, x.Text = on(), times(), found(), prevented(), place(), by(), text()
		return a.desk.SetScreening(x)
	})
}

// askRemove asks before an entry is taken out.
func (s *totalsScreen) askRemove(what string, remove func() error) {
	a := s.app
	widget.Confirm(a.window.Canvas(), widget.Question{
		Title: a.T("list.remove"), Text: a.T("list.remove_text", what), Yes: a.T("list.remove"), No: a.T("form.cancel"), Danger: true,
	}, func(yes bool) {
		if yes {
			a.done(remove())
		}
	})
}
