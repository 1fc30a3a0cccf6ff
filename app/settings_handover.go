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

// handOverTab is the list of the files that pass to a new head, and the changes of
// head so far.
func (s *settingsScreen) handOverTab() []fyne.CanvasObject {
	a := s.app
	desk := a.desk
	v := s.handOver.get(a, a.today(), desk.HandOverView, s.again)
	if v == nil {
		return []fyne.CanvasObject{line(a.T("work.reading"))}
	}
	if s.handing.From == "" {
		s.handing = data.Succession{On: a.today(), From: v.From}
	}
	buttons := container.NewHBox(heading(a.T("handover.title")), fynewidget.NewLabel(v.Files), layout.NewSpacer(),
		a.reportButton(view.CommitteeRef{Code: forms.HandOverList}), a.exportButton(view.ExportHandOver, func() sheet.Sheet { return desk.HandOverSheet() }))
	if !a.inSamples() {
		buttons.Add(widget.NewButton(a.T("handover.copy"), s.copyRecord))
	}
	buttons.Add(widget.NewPrimaryButton(a.T("handover.do"), func() { s.askSuccession(s.handing) }))
	out := []fyne.CanvasObject{buttons, line(a.T("handover.how")), panel(s.handOverYears(v))}
	if s.handing.To != "" {
		out = append(out, warning(a.T("handover.new_head", s.handing.From, s.handing.To)))
	}
	if v.Unexplained > 0 {
		out = append(out, warning(a.T("handover.unexplained_count", v.Unexplained)))
	}
	for _, m := range v.Missing {
		row := container.NewBorder(nil, nil, nil, nil, line(joined([]string{m.Number, m.Why})))
		if !m.Void && m.DestroyedOn == 0 {
			give := widget.NewButton(a.T("handover.reason"), func() { s.askGap(m) })
			row = container.NewBorder(nil, nil, nil, give, line(joined([]string{m.Number, m.Why})))
		}
		out = append(out, panel(row))
	}
	if len(v.Open) > 0 {
		out = append(out, heading(a.T("handover.open_cases", len(v.Open))))
	}
	for _, o := range v.Open {
		open := widget.NewButton(a.T("court.case"), func() { a.Show(Route{Page: PageCase, Case: o.Case}) })
		out = append(out, container.NewBorder(nil, nil, nil, open, short(joined([]string{o.Number, o.Title, o.Status}))))
	}
	out = append(out, heading(a.T("handover.past")))
	if len(v.Past) == 0 {
		out = append(out, line(a.T("handover.never")))
	}
	for _, c := range v.Past {
		out = append(out, panel(container.NewVBox(container.NewHBox(heading(c.Title), layout.NewSpacer(),
			a.reportButton(view.CommitteeRef{Code: forms.HandOverList, Element: c.ID})), pairs(c.Rows))))
	}
	return out
}

func (s *settingsScreen) handOverYears(v *view.HandOverView) fyne.CanvasObject {
	a := s.app
	if a.largeType() {
		return s.handOverLines(v)
	}
	columns := widths{4, 0, 0, 5, 5, 5, 5}
	out := container.New(layout.NewCustomPaddedVBoxLayout(0), container.New(columns,
		fynewidget.NewLabel(a.T("handover.year")), short(a.T("handover.first")), short(a.T("handover.last")),
		end(a.T("handover.count")), end(a.T("handover.archived")), end(a.T("handover.open")), end(a.T("handover.missing"))))
	for _, y := range v.Years {
		out.Add(container.New(columns, fynewidget.NewLabel(y.Year), short(y.First), short(y.Last), end(y.Files), end(y.Archived), end(y.Open), end(y.Missing)))
	}
	if len(v.Years) == 0 {
		out.Add(line(a.T("handover.nothing")))
	}
	return out
}

// handOverLines says the same in lines, where the type leaves no room for columns.
func (s *settingsScreen) handOverLines(v *view.HandOverView) fyne.CanvasObject {
	a, out := s.app, container.NewVBox()
	for _, y := range v.Years {
		out.Add(line(a.T("handover.range", y.Year, y.First, y.Last)))
		out.Add(line(a.T("handover.range_counts", y.Files, y.Archived, y.Open, y.Missing)))
	}
	if len(v.Years) == 0 {
		out.Add(line(a.T("handover.nothing")))
	}
	return out
}

func (s *settingsScreen) askGap(m view.MissingRow) {
	a := s.app
	f := a.newForm()
	reason := f.area("gap.reason*", m.Reason, 2)
	a.ask(a.T("handover.gap", strconv.Itoa(m.Seq), m.Number), f, func() error { return a.desk.SetGap(m.Year, m.Seq, reason()) })
}

// askSuccession records that the files were handed over; the copy made before it is
// filled in.
func (s *settingsScreen) askSuccession(h data.Succession) {
	a := s.app
	if h.File == "" {
		h.File, h.Digest = s.copied.file, s.copied.digest
	}
	f := a.newForm()
	on := f.day("handover.on*", h.On)
	from, to := f.text("handover.from*", h.From), f.text("handover.to*", h.To)
	witness := f.text("handover.witness*", h.Witness)
	carrier := f.text("handover.carrier", h.Carrier)
	file, digest := f.text("handover.file", h.File), f.text("handover.digest", h.Digest)
	note := f.area("handover.note", h.Note, 2)
	a.ask(a.T("handover.do"), f, func() error {
		h.On, h.From, h.To, h.Witness, h.Carrier, h.File, h.Digest, h.Note = on(), from(), to(), witness(), carrier(), file(), digest(), note()
		if err := a.desk.SetSuccession(h); err != nil {
			return err
		}
		s.handing = data.Succession{}
		return nil
	})
}

// recordCopy is a copy of the record: its file's name and check value.
type recordCopy struct{ file, digest string }

// copyRecord makes the electronic copy that goes along, with its check value.
func (s *settingsScreen) copyRecord() {
	a, desk := s.app, s.app.desk
	var made recordCopy
	a.askFolder(a.T("handover.copy"), func(dir string) (path string, err error) {
		made.file, made.digest, err = desk.HandOverCopy(dir)
		return made.file, err
	}, func(string) {
		s.copied = made
		widget.Message(a.window.Canvas(), a.T("handover.copied"), a.T("handover.copied_text", made.file, made.digest), nil)
	})
}
