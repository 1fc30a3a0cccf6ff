package app

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	fynewidget "fyne.io/fyne/v2/widget"

	"woshou/app/view"
	"woshou/app/widget"
	"woshou/data"
	"woshou/data/store"
)

// setupScreen is the first run: the committee, its mediators, a password, and the
// recovery sheet.
type setupScreen struct {
	page
	draft view.SetupForm
	steps *widget.Steps
	body  *fyne.Container
	read  func()
	made  opening
}

func newSetup(a *App) screen {
	s := &setupScreen{page: page{app: a}}
	s.draft.Committee.Level = data.LevelVillage
	s.draft.Committee.Mediators = []data.Mediator{{ID: data.NewElementID(), From: a.today()}}
	return s
}

func (s *setupScreen) build() fyne.CanvasObject {
	a := s.app
	names := []string{a.T("setup.step.committee"), a.T("setup.step.mediators"), a.T("setup.step.password"), a.T("setup.step.recovery")}
	s.steps = widget.NewSteps(names, s.backTo)
	s.body = container.NewStack()
	s.fill()
	return container.NewPadded(container.NewBorder(container.NewVBox(heading(a.T("setup.title")), s.steps), nil, nil, nil, s.body))
}

// dirty is also true while the recovery key was not kept: it is shown only once.
func (s *setupScreen) dirty() bool { return s.page.dirty() || s.made.store != nil }

// fill shows the page of the step.
func (s *setupScreen) fill() {
	touched := s.page.dirty()
	s.form = s.app.newForm()
	s.form.touched = touched
	s.steps.SetCurrent(int(s.draft.Step()))
	var content fyne.CanvasObject
	switch s.draft.Step() {
	case view.StepCommittee:
		content = s.committee()
	case view.StepMediators:
		content = s.mediators()
	case view.StepPassword:
		content = s.password()
	default:
		content = s.recovery()
	}
	s.body.Objects = []fyne.CanvasObject{content}
	s.body.Refresh()
}

// step frames a page: what it is for, its fields, and the buttons below.
func (s *setupScreen) step(text string, content fyne.CanvasObject, left, right fyne.CanvasObject) fyne.CanvasObject {
	row := container.NewHBox()
	if left != nil {
		row.Add(left)
	}
	row.Add(layout.NewSpacer())
	row.Add(right)
	return container.NewBorder(line(text), container.NewVBox(fynewidget.NewSeparator(), row), nil, nil, scrolling(content))
}

func (s *setupScreen) nextButton(word string, next func()) fyne.CanvasObject {
	b := s.saveButton(word, next)
	b.Importance = fynewidget.HighImportance
	return b
}

func (s *setupScreen) committee() fyne.CanvasObject {
	s.read = s.app.committeeFields(s.form, &s.draft.Committee)
	a := s.app
	others := container.NewHBox(widget.NewButton(a.T("join.open"), func() { a.Show(Route{Page: PageSetup, Tab: tabJoin}) }),
		widget.NewButton(a.T("restore.rescue"), func() { a.rescue(a.T("setup.restore_text"), func() { a.Show(Route{Page: PageUnlock}) }) }), a.samplesButton())
	return s.step(a.T("setup.committee.text"), s.form.grid, others, s.nextButton("setup.next", s.next))
}

// mediators asks for the one at the desk, and lists the others.
func (s *setupScreen) mediators() fyne.CanvasObject {
	a, me := s.app, &s.draft.Committee.Mediators[0]
	s.read = mediatorFields(s.form, me)
	others := container.NewVBox(heading(a.T("setup.others")))
	for i := 1; i < len(s.draft.Committee.Mediators); i++ {
		m := &s.draft.Committee.Mediators[i]
		row := container.NewHBox(fynewidget.NewLabel(m.Name), layout.NewSpacer(),
			widget.NewButton(a.T("mediators.change"), func() { s.other(i) }),
			widget.NewButton(a.T("mediators.remove"), func() {
				s.read()
				s.draft.Committee.Mediators = slices.Delete(s.draft.Committee.Mediators, i, i+1)
				s.fill()
			}))
		others.Add(panel(row))
	}
	others.Add(container.NewHBox(widget.NewButton(a.T("mediators.add"), func() { s.other(len(s.draft.Committee.Mediators)) })))
	content := container.NewVBox(s.form.grid, fynewidget.NewSeparator(), others)
	return s.step(a.T("setup.mediators.text"), content, s.backButton(), s.nextButton("setup.next", s.next))
}

// other asks for a further mediator in a dialog.
func (s *setupScreen) other(i int) {
	s.read()
	list := &s.draft.Committee.Mediators
	m := data.Mediator{ID: data.NewElementID(), From: s.app.today()}
	if i < len(*list) {
		m = (*list)[i]
	}
	f := s.app.newForm()
	read := mediatorFields(f, &m)
	keep := func() bool {
		err := f.err()
		if err == nil {
			read()
			probe := view.SetupForm{Committee: data.Committee{Mediators: []data.Mediator{m}}}
			err = probe.Check(view.StepMediators)
			m = probe.Committee.Mediators[0]
		}
		if err != nil {
			f.show(err)
			return false
		}
		*list = append((*list)[:min(i, len(*list))], append([]data.Mediator{m}, (*list)[min(i+1, len(*list)):]...)...)
		s.form.touch()
		s.fill()
		return true
	}
	widget.NewDialog(s.app.window.Canvas(), s.app.T("mediators.add"), s.app.scrolled(f),
		widget.Choice{Text: s.app.T("form.keep"), Action: keep}, widget.Choice{Text: s.app.T("form.cancel")})
}

func (s *setupScreen) password() fyne.CanvasObject {
	first, again := s.form.password("password.new*"), s.form.password("password.repeat*")
	s.read = func() { s.draft.Password, s.draft.Repeat = first(), again() }
	return s.step(s.app.T("setup.password.text"), s.form.grid, s.backButton(), s.nextButton("setup.create", s.create))
}

func (s *setupScreen) backButton() fyne.CanvasObject {
	return widget.NewButton(s.app.T("setup.back"), func() { s.backTo(int(s.draft.Step()) - 1) })
}

// backTo goes back to an earlier step; what is typed stays.
func (s *setupScreen) backTo(step int) {
	if step >= int(s.draft.Step()) || s.draft.Step() == view.StepRecovery {
		return
	}
	if s.form.err() == nil {
		s.read()
	}
	for int(s.draft.Step()) > step {
		s.draft.Back()
	}
	s.fill()
	s.app.focusFirst()
}

// next checks the page and goes on; what is wrong shows at its field.
func (s *setupScreen) next() {
	err := s.form.err()
	if err == nil {
		s.read()
		err = s.draft.Next()
	}
	if err == nil {
		s.fill()
		s.app.focusFirst()
	} else if !s.form.show(err) {
		s.app.fail(err)
	}
}

// create makes the record, which takes seconds on an old computer: a password that
// is quick to check would be quick to guess.
func (s *setupScreen) create() {
	a := s.app
	s.read()
	if err := s.draft.Check(view.StepPassword); err != nil {
		s.form.show(err)
		return
	}
	s.body.Objects = []fyne.CanvasObject{container.NewCenter(fynewidget.NewLabel(a.T("setup.creating")))}
	s.body.Refresh()
	a.keys.Clear()
	draft, paths, opt := &s.draft, a.Paths, a.storeOptions()
	work := a.openWith(func() (*store.Store, string, error) {
		if err := paths.Make(); err != nil {
			return nil, "", err
		}
		return draft.Create(paths.Record(), opt)
	})
	background(work, func(o opening, err error) {
		s.made = o
		s.fill()
		a.focusFirst()
		if err != nil && !s.form.show(err) {
			a.fail(err)
		}
	})
}
