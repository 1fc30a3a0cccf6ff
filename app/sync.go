package app

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	fynewidget "fyne.io/fyne/v2/widget"

	"woshou/app/view"
	"woshou/app/widget"
	"woshou/sync/engine"
)

// syncScreen shows how the link to the township stands, and makes it.
type syncScreen struct {
	app  *App
	form *form
	// ask holds the form that makes the link, status what it shows once it is made.
	ask    *fyne.Container
	status *fyne.Container
	// byStick makes the link where there is no line.
	byStick *fyne.Container
	enrol   *widget.Button
	now     *widget.Button
	wait    *fynewidget.Label
	busy    bool
}

func newSync(a *App) screen { return &syncScreen{app: a} }

func (s *syncScreen) build() fyne.CanvasObject {
	a := s.app
	s.form, s.wait = a.newForm(), line("")
	s.form.elsewhere = a.failConnect
	address, code := s.form.text("address*", a.desk.Store.Link().Address), s.form.text("code*", "")
	s.enrol = widget.NewPrimaryButton(a.T("sync.enrol"), func() { s.connect(address(), code()) })
	s.ask = container.NewVBox(line(a.T("sync.enrol_text")), s.form.grid, s.wait, container.NewHBox(s.enrol))
	s.byStick = container.NewVBox(heading(a.T("stick.enrol")),
		explained(a.T("stick.enrol_text"), widget.NewButton(a.T("stick.enrol_write"), a.writeEnrolStick)),
		explained(a.T("stick.enrol_take_text"), widget.NewButton(a.T("stick.take"), a.takeStick)))
	s.now = a.keys.Button(a.T("sync.now"), widget.Key{Name: fyne.KeyF9}, s.sync)
	s.now.Importance = fynewidget.HighImportance
	s.status = container.NewVBox()
	content := container.NewVBox(s.status, s.ask, s.byStick)
	return container.NewBorder(container.NewHBox(heading(a.T("sync.title")), layout.NewSpacer(), s.now), nil, nil, nil, scrolling(content))
}

func (s *syncScreen) first() fyne.Focusable {
	if s.ask.Hidden {
		return s.now
	}
	return s.form.begin
}

func (s *syncScreen) refresh() {
	a := s.app
	v := a.desk.Sync()
	s.status.Objects = []fyne.CanvasObject{s.state(v)}
	if v.Enrolled {
		s.ask.Hidden, s.now.Hidden = !v.ByStick, v.ByStick
		s.byStick.Hide()
		s.status.Add(panel(pairs([]view.Pair{
			{Label: a.T("sync.address"), Value: v.Address}, {Label: a.T("sync.unsent"), Value: v.Unsent}, {Label: a.T("sync.last_ok"), Value: v.LastOK},
			{Label: a.T("sync.key"), Value: v.Key},
		})))
		if v.ByStick {
			s.status.Objects = append(s.status.Objects, a.bySticks()...)
		} else {
			s.status.Add(explained(a.T("sync.again_text"), widget.NewButton(a.T("sync.again"), s.reconnect)))
		}
		if v.KeyChanged != "" {
			s.status.Add(panel(line(v.KeyChanged)))
		}
		s.status.Add(s.compare(v))
		if v.Differs != nil {
			s.status.Add(s.differs(v))
		}
		s.status.Add(s.files(a.desk.Files()))
		if v.ByStick {
			s.status.Add(heading(a.T("sync.line_later")))
		}
	} else {
		s.now.Hide()
		s.ask.Hidden = a.desk.Engine == nil
		s.byStick.Hidden = s.ask.Hidden
		if a.inSamples() {
			s.status.Add(line(a.T("sync.samples")))
		}
	}
	for _, part := range []*fyne.Container{s.status, s.ask, s.byStick} {
		part.Refresh()
	}
}

// bySticks is the exchange of a village that has no line.
func (a *App) bySticks() []fyne.CanvasObject {
	return []fyne.CanvasObject{
		explained(a.T("stick.write_text"), widget.NewButton(a.T("stick.write"), a.writeStick)),
		explained(a.T("stick.take_text"), widget.NewButton(a.T("stick.take"), a.takeStick)),
	}
}

// state is the sentence on how the link stands, with what to do if it is broken.
func (s *syncScreen) state(v *view.SyncView) fyne.CanvasObject {
	column := container.NewVBox(container.NewHBox(widget.NewStatusChip(tone(v.Tone), v.Summary)))
	if v.Enrolled && v.Problem != (view.Message{}) {
		column.Add(line(v.Problem.Text))
		column.Add(line(v.Problem.Hint))
	}
	return column
}

// compare shows the digests of both sides beside each other.
func (s *syncScreen) compare(v *view.SyncView) fyne.CanvasObject {
	a := s.app
	town := v.TownDigest
	if town == "" {
		town = "—"
	}
	grid := container.New(widths{6, 0, 8},
		fynewidget.NewLabel(a.T("sync.own")), heading(v.OwnDigest), end(a.T("sync.cases", v.OwnCases)))
	other := container.New(widths{6, 0, 8},
		fynewidget.NewLabel(a.T("sync.town")), heading(town), end(a.T("sync.cases", v.TownCases)))
	return panel(container.NewVBox(heading(a.T("sync.compare")), line(a.T("sync.compare_text")), grid, other,
		container.NewHBox(widget.NewStatusChip(tone(v.CompareTone), v.Compare))))
}

// differs lists the cases by which the two sides differ; one that is here opens by its button.
func (s *syncScreen) differs(v *view.SyncView) fyne.CanvasObject {
	a := s.app
	column := container.NewVBox(heading(v.Listed), line(a.T("sync.differ_text")))
	for _, d := range v.Differs {
		column.Add(warning(d.Text))
		for _, c := range d.Cases {
			row := container.NewBorder(nil, nil, fynewidget.NewLabel(a.T("sync.differ_id", c.ID)), nil, short(c.Title))
			if c.Here {
				open := widget.NewButton(a.T("court.case"), func() { a.Show(Route{Page: PageCase, Case: c.Case}) })
				row = container.NewBorder(nil, nil, nil, open, row)
			}
			column.Add(row)
		}
	}
	return panel(column)
}

// files says which photos and scans wait, and leads to how they travel.
func (s *syncScreen) files(v *view.FilesView) fyne.CanvasObject {
	a := s.app
	column := container.NewVBox(container.NewHBox(heading(a.T("files.title")), layout.NewSpacer(),
		widget.NewButton(a.T("files.settings"), func() { a.Show(Route{Page: PageSettings, Tab: tabOf("settings.tab.link")}) })))
	for _, text := range []string{v.Out, v.In} {
		if text != "" {
			column.Add(line(text))
		}
	}
	if v.Out+v.In == "" {
		column.Add(line(a.T("files.none")))
	}
	if v.Why != (view.Message{}) {
		column.Add(line(joined([]string{v.Why.Title, v.Why.Text, v.Why.Hint})))
	}
	return panel(column)
}

// connect enrols at the township; a mistyped code shows at its field.
func (s *syncScreen) connect(address, code string) {
	if s.busy {
		return
	}
	a := s.app
	s.form.show(nil)
	s.working(true)
	s.wait.SetText(a.T("sync.connecting"))
	desk, ctx := a.desk, a.work.ctx
	background(func() (struct{}, error) { return struct{}{}, desk.Connect(ctx, address, code) }, func(_ struct{}, err error) {
		s.working(false)
		if err == nil {
			s.sync()
			return
		}
		s.wait.SetText("")
		s.form.fail(err)
	})
}

// failConnect tells why a computer was not taken.
func (a *App) failConnect(err error) bool {
	a.tell(err, view.ExplainConnect(a.Words, err))
	return true
}

// reconnect asks for the address to which the township moved, or for a code by which it
// takes this computer anew.
func (s *syncScreen) reconnect() {
	a := s.app
	f := a.newForm()
	f.elsewhere = a.failConnect
	address, code := f.text("address*", a.desk.Store.Link().Address), f.text("code", "")
	askWork(f, a.T("sync.again"), a.T("sync.enrol"), func() func() (struct{}, error) {
		desk, ctx, to, by := a.desk, a.work.ctx, address(), code()
		return func() (struct{}, error) { return struct{}{}, desk.Connect(ctx, to, by) }
	}, func(struct{}) { s.sync() })
}

// sync exchanges now and says what came of it.
func (s *syncScreen) sync() {
	if s.busy {
		return
	}
	a := s.app
	s.working(true)
	link, ctx := a.desk.Engine, a.work.ctx
	background(func() (engine.Result, error) { return link.SyncNow(ctx) }, func(r engine.Result, err error) {
		s.working(false)
		s.wait.SetText("")
		a.refresh()
		if err != nil { // the screen says what it means and what to do
			a.toasts.Show(widget.Warn, view.Explain(a.Words, err).Title)
			return
		}
		a.Log.Info("synced", "sent", r.Sent, "received", r.Received)
		a.toasts.Show(widget.Good, a.T("sync.did", r.Sent, r.Received))
	})
}

// working keeps a second press from starting the same again.
func (s *syncScreen) working(on bool) {
	s.busy = on
	for _, b := range []*widget.Button{s.enrol, s.now} {
		if on {
			b.Disable()
		} else {
			b.Enable()
		}
	}
}
