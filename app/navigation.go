package app

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	fynetheme "fyne.io/fyne/v2/theme"
	fynewidget "fyne.io/fyne/v2/widget"

	"woshou/app/widget"
	"woshou/data"
)

// navigation is the column at the left: where one can go, and how the link is.
type navigation struct {
	app  *App
	link *fynewidget.Label
	sign *widget.StatusChip
}

func newNavigation(a *App) *navigation {
	return &navigation{app: a, link: line(""), sign: widget.NewStatusChip(widget.Neutral, "")}
}

// places lists where the navigation leads, with the key of each.
var places = []struct {
	page Page
	word string
	key  widget.Key
}{
	{PageToday, "nav.today", widget.Key{Name: fyne.KeyF2}},
	{PageLedger, "nav.ledger", widget.Key{Name: fyne.KeyF3}},
	{PageTotals, "nav.totals", widget.Key{Name: fyne.KeyF5}},
	{PageSync, "nav.sync", widget.Key{Name: fyne.KeyF6}},
	{PageSettings, "nav.settings", widget.Key{Name: fyne.KeyF7}},
}

func (n *navigation) build() fyne.CanvasObject {
	a := n.app
	a.keys.Bind(widget.Key{Name: fyne.KeyEscape}, a.Back)
	a.keys.Bind(keyLock, a.lockNow)
	intake := a.keys.Button(a.T("nav.intake"), widget.Key{Name: fyne.KeyN, Modifier: fyne.KeyModifierControl},
		func() { a.Show(Route{Page: PageIntake}) })
	intake.Importance = fynewidget.HighImportance
	intake.Hidden = a.desk.Store.Access() == data.Reads
	column := container.NewVBox(heading(a.T("app.title")), intake, fynewidget.NewSeparator())
	for _, p := range places {
		b := a.keys.Button(a.T(p.word), p.key, func() { a.Show(Route{Page: p.page}) })
		b.Alignment = fynewidget.ButtonAlignLeading
		b.Importance = fynewidget.LowImportance
		if p.page == a.route.Page {
			b.Importance = fynewidget.MediumImportance
		}
		column.Add(b)
	}
	foot := container.NewVBox(n.sign, n.link)
	if !a.largeType() {
		foot.Add(line(a.T("nav.user", a.desk.UserName())))
	}
	if a.inSamples() {
		sign := widget.NewStatusChip(widget.Warn, a.T("samples.title"))
		foot = container.NewVBox(sign, line(a.T("samples.text")), widget.NewButton(a.T("samples.leave"), a.leaveSamples))
		if a.largeType() {
			foot.Objects = slices.Delete(foot.Objects, 1, 2)
		}
	}
	ground := canvas.NewRectangle(fynetheme.Color(fynetheme.ColorNameInputBackground))
	ground.SetMinSize(fyne.NewSize(200*a.Theme.Scale(), 0))
	edge := canvas.NewRectangle(fynetheme.Color(fynetheme.ColorNameSeparator))
	edge.SetMinSize(fyne.NewSize(1, 0))
	inside := container.NewBorder(column, foot, nil, nil, layout.NewSpacer())
	return container.NewBorder(nil, nil, nil, edge, container.NewStack(ground, container.NewVScroll(container.NewPadded(inside))))
}

// refresh says how the link is.
func (n *navigation) refresh() {
	if n.app.desk == nil {
		return
	}
	v := n.app.desk.Sync()
	n.sign.Set(tone(v.Tone), n.app.T("nav.link"))
	n.link.SetText(v.Summary)
}
