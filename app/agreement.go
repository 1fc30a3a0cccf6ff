package app

import (
	"slices"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	fynewidget "fyne.io/fyne/v2/widget"

	"woshou/app/view"
	"woshou/app/widget"
	"woshou/data"
)

// keyDraft keeps what is unfinished.
var keyDraft = widget.Key{Name: fyne.KeyD, Modifier: fyne.KeyModifierControl}

// agreementScreen drafts an agreement: its facts, and its clauses from parts.
type agreementScreen struct {
	page
	id      data.CaseID
	seen    *data.Case
	draft   view.AgreementForm
	read    func()
	clauses *fyne.Container
}

func newAgreement(a *App, r Route) screen {
	s := &agreementScreen{page: page{app: a}, id: r.Case}
	c, err := a.desk.Store.Case(r.Case)
	if err != nil {
		a.fail(err)
		return s
	}
	s.seen, s.draft = c, a.desk.NewAgreement(c)
	return s
}

func (s *agreementScreen) build() fyne.CanvasObject {
	s.form = s.app.newForm()
	f, d := s.form, &s.draft
	kind := f.choice("agreement.form*", string(d.Form), options(s.app, "form", []data.AgreementForm{data.Written, data.Oral}))
	on := f.day("agreement.on*", d.On)
	facts := f.area("agreement.facts*", d.Facts, 5)
	s.read = func() { d.Form, d.On, d.Facts = data.AgreementForm(kind()), on(), facts() }
	s.clauses = container.NewVBox()
	s.fill()
	add := s.app.keys.Button(s.app.T("clause.add"), widget.Key{Name: fyne.KeyInsert, Modifier: fyne.KeyModifierAlt}, s.add)
	head := container.NewHBox(heading(s.app.T("agreement.clauses")), layout.NewSpacer(), add)
	keep := s.app.keys.Button(s.app.T("agreement.keep"), keyDraft, func() { s.save(true) })
	finish := s.saveButton("agreement.finish", func() { s.save(false) })
	content := container.NewVBox(s.form.grid, fynewidget.NewSeparator(), head, s.clauses)
	title := s.app.T("agreement.title")
	if s.seen != nil {
		title += "　" + s.seen.Title()
	}
	return s.frame(title, content, keep, finish)
}

// fill shows the clauses as the paper will word them.
func (s *agreementScreen) fill() {
	s.clauses.Objects = nil
	for i, text := range s.app.desk.ClauseTexts(s.seen, s.draft.Clauses) {
		row := container.NewHBox(
			widget.NewButton(s.app.T("clause.edit"), func() { s.edit(i) }),
			widget.NewButton(s.app.T("clause.up"), func() { s.up(i) }),
			widget.NewButton(s.app.T("clause.remove"), func() { s.remove(i) }))
		s.clauses.Add(panel(container.NewBorder(nil, nil, nil, container.NewCenter(row), line(strconv.Itoa(i+1)+". "+text))))
	}
	if len(s.draft.Clauses) == 0 {
		s.clauses.Add(line(s.app.T("clause.none")))
	}
	s.clauses.Refresh()
}

func (s *agreementScreen) up(i int) {
	if i > 0 {
		c := s.draft.Clauses
		c[i-1], c[i] = c[i], c[i-1]
		s.form.touch()
		s.fill()
	}
}

func (s *agreementScreen) remove(i int) {
	id := s.draft.Clauses[i].ID
	s.draft.Clauses = slices.Delete(s.draft.Clauses, i, i+1)
	s.draft.Items = slices.DeleteFunc(s.draft.Items, func(x data.PerformanceItem) bool { return x.Clause == id })
	s.form.touch()
	s.fill()
}

// add asks for the kind of clause first, so that only its own fields follow.
func (s *agreementScreen) add() {
	list := container.New(layout.NewGridLayout(2))
	var d *widget.Dialog
	for _, k := range data.ClauseKinds {
		list.Add(widget.NewButton(s.app.T("clause."+string(k)), func() {
			d.Close()
			s.draft.Clauses = append(s.draft.Clauses, data.Clause{ID: data.NewElementID(), Kind: k})
			s.clause(len(s.draft.Clauses)-1, true)
		}))
	}
	d = widget.NewDialog(s.app.window.Canvas(), s.app.T("clause.add"), list, widget.Choice{Text: s.app.T("form.cancel")})
}

func (s *agreementScreen) edit(i int) { s.clause(i, false) }

func (s *agreementScreen) save(draft bool) {
	s.read()
	s.draft.Draft = draft
	if s.form.save(func() error { _, err := s.app.desk.SetAgreement(s.seen, s.draft); return err }) {
		s.app.returnTo(Route{Page: PageCase, Case: s.id, Tab: 2})
	}
}
