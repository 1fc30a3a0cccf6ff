package app

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"woshou/app/view"
	"woshou/app/widget"
	"woshou/data"
	forms "woshou/data/form"
)

// tasksTab is the orders to put something right (交办单), those at work first.
func (s *totalsScreen) tasksTab(data.Period) []fyne.CanvasObject {
	a := s.app
	v := a.desk.TasksView()
	add := widget.NewPrimaryButton(a.T("task.add"), func() { s.askTask(data.Task{IssuedOn: a.today()}) })
	out := []fyne.CanvasObject{container.NewHBox(heading(a.T("task.open", len(v.Open))), layout.NewSpacer(), add)}
	if len(v.Open) == 0 {
		out = append(out, line(a.T("task.none")))
	}
	for _, r := range v.Open {
		out = append(out, s.taskRow(r))
	}
	if len(v.Closed) > 0 {
		out = append(out, heading(a.T("task.closed", len(v.Closed))))
	}
	for _, r := range v.Closed {
		out = append(out, s.taskRow(r))
	}
	return out
}

func (s *totalsScreen) taskRow(r view.TaskRow) fyne.CanvasObject {
	a := s.app
	buttons := container.NewHBox(a.reportButton(view.CommitteeRef{Code: forms.TaskOrder, Element: r.Task.ID}))
	if r.Fix {
		buttons.Add(widget.NewButton(a.T("mediators.change"), func() { s.askTask(r.Task) }))
		buttons.Add(widget.NewPrimaryButton(a.T("task.do_fix"), func() { s.askFix(r.Task) }))
	}
	if r.Verify {
		buttons.Add(widget.NewButton(a.T("task.do_reject"), func() { s.askReject(r.Task) }))
		buttons.Add(widget.NewPrimaryButton(a.T("task.do_verify"), func() { s.askVerify(r.Task) }))
	}
	chips := container.NewHBox(widget.NewStatusChip(tone(r.Tone), r.State))
	if r.When != "" {
		chips.Add(widget.NewStatusChip(tone(r.Tone), r.When))
	}
	return panel(container.NewVBox(
		container.NewBorder(nil, nil, chips, buttons, cut(r.Task.Object)), pairs(r.Rows)))
}

func (s *totalsScreen) askTask(t data.Task) {
	a := s.app
	f := a.newForm()
	number := f.text("task.number", t.Number)
	issuer := f.text("task.issuer*", t.Issuer)
	inspector := f.text("task.inspector", t.Inspector)
	object := f.text("task.object*", t.Object)
	problems := f.area("task.problems*", t.Problems, 3)
	measures := f.area("task.measures", t.Measures, 2)
	grade := f.choice("task.grade", t.Grade, grades(a.desk.Offered(data.ListRiskColours, "")))
	to := f.text("task.addressees", strings.Join(t.Addressees, "、"))
	issued := f.day("task.issued_on*", t.IssuedOn)
	due := f.day("task.due", t.Due)
	a.ask(a.T("task.add"), f, func() error {
		t.Number, t.Issuer, t.Inspector, t.Object, t.Problems, t.Measures, t.Grade = number(), issuer(), inspector(), object(), problems(), measures(), grade()
		t.Addressees, t.IssuedOn, t.Due = strings.FieldsFunc(to(), comma), issued(), due()
		return a.desk.SetTask(t)
	})
}

// comma separates names in a line.
func comma(r rune) bool { return strings.ContainsRune("、，,；; 　", r) }

// grades offers the colours of risk by their names, which is what an order says.
func grades(list data.List) []widget.Option {
	var out []widget.Option
	for _, r := range list {
		out = append(out, widget.Option{Key: r.Name, Label: r.Name})
	}
	return out
}

func (s *totalsScreen) askFix(t data.Task) {
	a := s.app
	f := a.newForm()
	fix := f.area("task.fix*", t.Fix, 3)
	by := f.text("task.fixed_by*", t.FixedBy)
	on := f.day("task.fixed_on*", a.today())
	a.ask(a.T("task.do_fix"), f, func() error { return a.desk.FixTask(t, fix(), by(), on()) })
}

func (s *totalsScreen) askVerify(t data.Task) {
	a := s.app
	f := a.newForm()
	guidance := f.area("task.guidance", t.Guidance, 2)
	guide := f.text("task.guided_by", t.GuidedBy)
	by := f.text("task.verified_by*", "")
	on := f.day("task.closed_on*", a.today())
	a.ask(a.T("task.do_verify"), f, func() error {
		t.Guidance, t.GuidedBy = guidance(), guide()
		return a.desk.VerifyTask(t, by(), on())
	})
}

func (s *totalsScreen) askReject(t data.Task) {
	a := s.app
	f := a.newForm()
	guidance := f.area("task.guidance*", t.Guidance, 3)
	guide := f.text("task.guided_by", t.GuidedBy)
	a.ask(a.T("task.do_reject"), f, func() error {
		t.Guidance, t.GuidedBy = guidance(), guide()
		return a.desk.RejectTask(t)
	})
}
