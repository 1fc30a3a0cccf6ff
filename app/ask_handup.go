package app

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynewidget "fyne.io/fyne/v2/widget"

	"woshou/app/view"
	"woshou/app/widget"
	"woshou/data"
	"woshou/data/letter"
)

// The two ways of a hand-up.
const (
	handUpPaper  = "paper"
	handUpOnline = "online"
)

func askHandUp(s *caseScreen, _ data.ElementID) {
	in, desk := s.app.desk.NewHandUp(s.seen), s.app.desk
	f := s.app.newForm()
	to := f.text("handup.to*", in.To)
	way, parts, files := s.askOnline(f, in)
	reason := f.area("handup.reason*", in.Reason, 2)
	history := f.area("handup.history*", in.History, 3)
	copies := f.area("handup.copies*", in.Copies, 3)
	days := f.count("handup.days", in.Days)
	contact := f.text("handup.contact*", in.Contact)
	consents := f.consents("handup.consents", s.seen)
	duty := f.text("handup.duty", in.Duty)
	sent := f.day("handup.sent_on*", in.SentOn)
	typed := func() view.HandUpForm {
		return view.HandUpForm{
			To: to(), Reason: reason(), History: history(), Copies: copies(), Contact: contact(),
			Consents: consents(), Duty: duty(), SentOn: sent(), Days: days(), Online: way() == handUpOnline, Parts: parts(), Files: files(),
		}
	}
	save := func() bool {
		return f.save(func() error {
			_, err := desk.HandUp(s.seen, typed())
			return err
		})
	}
	var d *widget.Dialog
	d = f.dialog(s.title(data.MoveHandUp), widget.Choice{Text: s.app.T("form.save"), Action: func() bool {
		if way() != handUpOnline {
			return save()
		}
		if l := s.letter(f, typed); l != nil {
			s.app.showLetter(l, func() {
				if save() { // what is wrong stands in the form
					d.Close()
				}
			})
		}
		return false
	}})
}

// askOnline asks whether the case goes to the township over the line, what of it, and with
// which attachments. It asks nothing where there is no line.
func (s *caseScreen) askOnline(f *form, in view.HandUpForm) (way func() string, parts func() []string, files func() []data.ElementID) {
	if !s.app.desk.CanHandUpOnline() {
		return func() string { return handUpPaper }, func() []string { return nil }, func() []data.ElementID { return nil }
	}
	way = f.choice("handup.way*", handUpPaper, options(s.app, "handup.way", []string{handUpPaper, handUpOnline}))
	parts = f.ticks("handup.parts*", options(s.app, "letter", view.LetterParts), func(key string) bool { return slices.Contains(in.Parts, key) })
	files = s.askFiles(f, in.Files)
	f.when("handup.way", []string{handUpOnline}, "handup.parts", "handup.files")
	return way, parts, files
}

// askFiles asks which attachments go along, and says of those that cannot why. It shows
// nothing where the case has none.
func (s *caseScreen) askFiles(f *form, on []data.ElementID) func() []data.ElementID {
	var may []widget.Option
	var not []string
	for _, file := range s.app.desk.LetterFiles(s.seen) {
		if file.Why != "" {
			not = append(not, s.app.T("handup.file_not", tail(file.Name), file.Why))
			continue
		}
		label := []string{tail(file.Name), tail(file.About), file.Size}
		if file.Covered {
			label = append(label, s.app.T("field.attachment.sensitive"))
		}
		may = append(may, widget.Option{Key: string(file.ID), Label: joined(label)})
	}
	keys := f.ticks("handup.files", may, func(key string) bool { return slices.Contains(on, data.ElementID(key)) })
	column := f.fields["handup.files"].(*fyne.Container)
	for _, text := range not {
		column.Add(warning(text))
	}
	if len(may)+len(not) == 0 {
		column.Add(line(s.app.T("handup.files_none")))
	}
	return func() (out []data.ElementID) {
		for _, key := range keys() {
			out = append(out, data.ElementID(key))
		}
		return out
	}
}

// letter returns what the township would read, nil when the form lacks something.
func (s *caseScreen) letter(f *form, typed func() view.HandUpForm) *letter.Letter {
	err := f.err()
	if err == nil {
		var l *letter.Letter
		if l, err = s.app.desk.HandUpLetter(s.seen, typed()); err == nil {
			return l
		}
	}
	f.fail(err)
	return nil
}

// showLetter shows exactly what the township is going to read, and asks once more.
func (a *App) showLetter(l *letter.Letter, send func()) {
	column := container.NewVBox(line(a.T("handup.preview_text")))
	for _, c := range a.desk.LetterCards(l) {
		head := fynewidget.NewLabel(c.Title)
		head.TextStyle.Bold = true
		column.Add(head)
		column.Add(pairs(c.Rows))
	}
	if text := a.desk.FilesTravel(l); text != "" {
		column.Add(line(text))
	}
	scroll := scrolling(column)
	scroll.SetMinSize(fyne.NewSize(760, min(column.MinSize().Height+dialogRoom, a.window.Canvas().Size().Height*0.62)))
	var d *widget.Dialog
	d = widget.NewDialog(a.window.Canvas(), a.T("handup.preview"), scroll,
		widget.Choice{Text: a.T("handup.send"), Action: func() bool {
			d.Close() // before the form below it, which gives the keys back to the window
			send()
			return false
		}}, widget.Choice{Text: a.T("form.cancel")})
}
