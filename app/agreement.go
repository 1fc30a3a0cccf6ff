package app

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	fynewidget "fyne.io/fyne/v2/widget"

	"woshou/app/view"
	"woshou/app/widget"
	"woshou/data"
	forms "woshou/data/form"
)

// keyDraft keeps what is unfinished.
var keyDraft = widget.Key{Name: fyne.KeyD, Modifier: fyne.KeyModifierControl}

// agreementScreen drafts an agreement: its facts, and its clauses from parts.
type agreementScreen struct {
	page
	seen    *data.Case
	draft   view.AgreementForm
	read    func()
	problem *fynewidget.Label
	clauses *fyne.Container
	found   *fyne.Container
	edits   []*widget.Button // one a clause
}

func newAgreement(a *App, r Route) screen {
	return a.about(r.Case, func(c *data.Case) screen {
		return &agreementScreen{page: page{app: a}, seen: c, draft: a.desk.NewAgreement(c)}
	})
}

func (s *agreementScreen) build() fyne.CanvasObject {
	s.form = s.app.newForm()
	s.form.elsewhere = s.blame
	f, d := s.form, &s.draft
	kind := f.choice("agreement.form*", string(d.Form), options(s.app, "form", []data.AgreementForm{data.Written, data.Oral}))
	on := f.day("agreement.on*", d.On)
	facts := f.area("agreement.facts*", d.Facts, 5)
	replaced := s.replaces()
	s.read = func() {
		d.Form, d.On, d.Facts, d.Replaces = data.AgreementForm(kind()), on(), facts(), elements(replaced())
	}
	s.problem, s.clauses, s.found = line(""), container.NewVBox(), container.NewVBox()
	s.problem.Importance = fynewidget.DangerImportance
	s.problem.Hide()
	add := s.app.keys.Button(s.app.T("clause.add"), widget.Key{Name: fyne.KeyInsert, Modifier: fyne.KeyModifierAlt}, s.add)
	head := container.NewHBox(heading(s.app.T("agreement.clauses")), layout.NewSpacer(), add)
	keep := s.app.keys.Button(s.app.T("agreement.keep"), keyDraft, func() { s.save(true) })
	finish := s.saveButton("agreement.finish", func() { s.save(false) })
	content := container.NewVBox(s.form.grid, fynewidget.NewSeparator(), head, s.problem, s.clauses, s.found)
	framed := s.frame(s.app.T("agreement.title")+"　"+s.seen.Title(), content, keep, finish)
	s.fill()
	widget.KeepInView(s.scroll, add)
	return framed
}

// fill shows the clauses as the paper will word them.
func (s *agreementScreen) fill() {
	s.read()
	d := &s.draft
	texts := forms.Clauses(s.seen, &data.Agreement{Form: d.Form, On: d.On, Clauses: d.Clauses, Items: d.Items})
	s.clauses.Objects, s.edits = nil, nil
	for i, text := range texts {
		edit := widget.NewButton(s.app.T("clause.edit"), func() { s.clause(i, d.Clauses[i]) })
		up := widget.NewButton(s.app.T("clause.up"), func() { s.up(i) })
		if i == 0 {
			up.Disable()
		}
		row := container.NewHBox(edit)
		if d.Clauses[i].Kind == data.PayMoney && len(d.Clauses[i].From) > 0 {
			row.Add(widget.NewButton(s.app.T("instalment.edit"), func() { s.parts(i) }))
		}
		row = container.NewHBox(row, up, widget.NewButton(s.app.T("clause.remove"), func() { s.remove(i) }))
		s.clauses.Add(panel(container.NewBorder(nil, nil, nil, container.NewCenter(row), line(strconv.Itoa(i+1)+". "+text+s.dates(d.Clauses[i])))))
		widget.KeepInView(s.scroll, row)
		s.edits = append(s.edits, edit)
	}
	if len(texts) == 0 {
		s.clauses.Add(line(s.app.T("clause.none")))
	}
	s.clauses.Refresh()
	s.found.Objects = nil
	for _, v := range s.app.desk.DraftFindings(s.seen, *d) {
		s.found.Add(finding(s.app, v))
	}
	s.found.Refresh()
}

// longItem is from how many characters on an item is cut beside a box: all of it stands
// on the case.
const longItem = 26

// replaces asks, of an agreement that follows one in force, what of the earlier one it
// replaces; nothing is replaced unasked.
func (s *agreementScreen) replaces() func() []string {
	earlier := s.seen.LatestInForce()
	if earlier == nil {
		return func() []string { return nil }
	}
	options := []widget.Option{{Key: string(earlier.ID), Label: s.app.T("agreement.replace_all")}}
	for _, o := range s.seen.Undone() {
		cells := view.ItemCells(s.app.Words, s.seen, o.Agreement, o.Item)
		label := []rune(joined([]string{cells[0], cells[len(cells)-1], o.Item.NextDue().String(), cells[1]}))
		if len(label) > longItem {
			label = append(label[:longItem], '…')
		}
		options = append(options, widget.Option{Key: string(o.Item.ID), Label: string(label)})
	}
	return s.form.ticks("agreement.replaces", options, among(s.draft.Replaces))
}

// dates lists the parts of a payment below its clause.
func (s *agreementScreen) dates(c data.Clause) string {
	items := s.itemsOf(c)
	if c.Kind != data.PayMoney || len(items) <= len(c.From) {
		return ""
	}
	var parts []string
	for _, i := range items {
		when := i.Due.String()
		if i.DoneOn != 0 {
			when = s.app.T("item.done", i.DoneOn.String())
		}
		parts = append(parts, when+" "+money(i.Amount))
	}
	return "\n　　" + strings.Join(parts, "；")
}

// changed shows the clauses anew after a change and goes on at one of them.
func (s *agreementScreen) changed(at int) {
	s.form.touch()
	s.problem.Hide()
	s.fill()
	s.app.window.Canvas().Unfocus()
	if at < len(s.edits) {
		s.app.window.Canvas().Focus(s.edits[at])
	}
}

func (s *agreementScreen) up(i int) {
	c := s.draft.Clauses
	c[i-1], c[i] = c[i], c[i-1]
	s.changed(i - 1)
}

func (s *agreementScreen) remove(i int) {
	s.draft.Items = slices.DeleteFunc(s.draft.Items, itemOf(s.draft.Clauses[i].ID))
	s.draft.Clauses = slices.Delete(s.draft.Clauses, i, i+1)
	s.changed(i)
}

// add asks for the kind of clause first, so that only its own fields follow.
func (s *agreementScreen) add() {
	list := container.New(layout.NewGridLayout(2))
	var d *widget.Dialog
	for _, k := range data.ClauseKinds {
		list.Add(widget.NewButton(s.app.T("clause."+string(k)), func() {
			d.Close()
			s.clause(len(s.draft.Clauses), data.Clause{ID: data.NewElementID(), Kind: k, Text: forms.Ready[k]})
		}))
	}
	d = widget.NewDialog(s.app.window.Canvas(), s.app.T("clause.add"), list, widget.Choice{Text: s.app.T("form.cancel")})
}

// blame shows an error where it can be mended: in the clause that has it, or above
// the clauses when it is about all of them.
func (s *agreementScreen) blame(err error) bool {
	var bad *data.Invalid
	if !errors.As(err, &bad) {
		return false
	}
	for i := range s.draft.Clauses {
		if wrong := s.clauseErr(&s.draft.Clauses[i]); wrong != nil {
			s.clause(i, s.draft.Clauses[i]).show(wrong)
			return true
		}
	}
	s.problem.SetText("⚠ " + s.app.explain(err))
	s.problem.Show()
	s.scroll.ScrollToBottom()
	return true
}

func (s *agreementScreen) save(draft bool) {
	s.saveTo(2, func() (*data.Case, error) {
		s.read()
		s.draft.Draft = draft
		return s.app.desk.SetAgreement(s.seen, s.draft)
	})
}
