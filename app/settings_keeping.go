package app

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynewidget "fyne.io/fyne/v2/widget"

	"woshou/app/view"
	"woshou/app/widget"
	"woshou/data"
)

// keepingTab is how long dossiers are kept, those whose time is over, and the lists of
// those that were destroyed.
func (s *settingsScreen) keepingTab() []fyne.CanvasObject {
	a := s.app
	v := a.desk.KeepingView()
	change := func() { s.changeKeeping(v.Keeping) }
	destroy := func() { s.destroy(v.Over) }
	if !v.Manages {
		change, destroy = nil, nil
	}
	if len(v.Over) == 0 {
		destroy = nil
	}
	out := []fyne.CanvasObject{
		s.section("keeping.rule", a.T("settings.change"), change), line(a.T("keeping.rule_text")), panel(pairs(v.Rule)),
		s.section("keeping.over", a.T("destroy.start"), destroy),
	}
	if len(v.Over) == 0 {
		out = append(out, line(a.T("keeping.none_over")))
	}
	list := container.NewVBox()
	for _, r := range v.Over {
		until := a.T("keeping.until", r.Until)
		if a.largeType() {
			list.Add(line(joined([]string{r.Number, r.Title, r.Class, until})))
			continue
		}
		list.Add(container.New(widths{18, 0, 6, 16}, short(r.Number), short(r.Title), fynewidget.NewLabel(r.Class), short(until)))
	}
	if len(v.Over) > 0 {
		out = append(out, panel(list))
	}
	out = append(out, s.section("destroy.lists", "", nil))
	if len(v.Lists) == 0 {
		out = append(out, line(a.T("destroy.none")))
	}
	for _, c := range v.Lists {
		out = append(out, panel(container.NewVBox(heading(c.Title), pairs(c.Rows))))
	}
	return out
}

func (s *settingsScreen) changeKeeping(k data.Keeping) {
	a := s.app
	f := a.newForm()
	short, long := f.count("keeping.short", k.Short), f.count("keeping.long", k.Long)
	a.ask(a.T("keeping.rule"), f, func() error { return a.desk.SetKeeping(data.Keeping{Short: short(), Long: long()}) })
}

// destroy asks which dossiers, why, who watches and who approved, and once more before
// anything is destroyed.
func (s *settingsScreen) destroy(over []view.KeptRow) {
	a := s.app
	f := a.newForm()
	var rows []widget.Option
	for _, r := range over {
		rows = append(rows, widget.Option{Key: r.ID.String(), Label: joined([]string{r.Number, r.Title})})
	}
	cases := f.ticks("destroy.cases*", rows, func(string) bool { return false })
	reason := f.text("destroy.reason*", a.T("destroy.usual"))
	witness, approver := f.text("destroy.witness*", ""), f.text("destroy.approver*", "")
	approved := f.day("destroy.approved_on*", 0)
	var d *widget.Dialog
	next := func() bool {
		in := view.DestroyForm{Reason: reason(), Witness: witness(), Approver: approver(), ApprovedOn: approved()}
		for _, r := range over {
			for _, key := range cases() {
				if key == r.ID.String() {
					in.Cases = append(in.Cases, r.ID)
				}
			}
		}
		if err := f.err(); err != nil {
			f.fail(err)
			return false
		}
		if err := a.desk.CheckDestroy(in); err != nil {
			f.fail(err)
			return false
		}
		d.Close()
		s.confirmDestroy(in)
		return false
	}
	d = widget.NewDialog(a.window.Canvas(), a.T("destroy.start"), container.NewBorder(line(a.T("destroy.text")), nil, nil, nil, a.scrolled(f)),
		widget.Choice{Text: a.T("setup.next"), Action: next}, widget.Choice{Text: a.T("form.cancel")})
}

// confirmDestroy asks for the last time; then the backups that still hold the dossiers
// are named.
func (s *settingsScreen) confirmDestroy(in view.DestroyForm) {
	a := s.app
	widget.Confirm(a.window.Canvas(), widget.Question{
		Title: a.T("destroy.confirm", len(in.Cases)), Text: a.T("destroy.confirm_text"), Yes: a.T("destroy.go"), Danger: true,
	}, func(yes bool) {
		if !yes {
			return
		}
		desk := a.desk
		background(func() (bool, error) { return true, desk.Destroy(in) }, func(_ bool, err error) {
			if err != nil {
				a.fail(err)
				a.refresh()
				return
			}
			a.refresh()
			widget.Message(a.window.Canvas(), a.T("destroy.done"), a.T("destroy.done_text"), nil)
		})
	})
}
