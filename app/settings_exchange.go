package app

import (
	"errors"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	fynewidget "fyne.io/fyne/v2/widget"

	"woshou/app/view"
	"woshou/app/widget"
	"woshou/data"
	"woshou/data/parcel"
)

// exchangeTab is what comes in from elsewhere and what goes out as plain files.
func (s *settingsScreen) exchangeTab() []fyne.CanvasObject {
	a := s.app
	out := []fyne.CanvasObject{
		s.section("exchange.in", "", nil),
		explained(a.T("exchange.import_text"), widget.NewButton(a.T("exchange.import"), func() { a.Show(Route{Page: PageImport}) })),
	}
	for _, b := range a.desk.Imports() {
		out = append(out, s.batch(b))
	}
	out = append(out, explained(a.T("exchange.open_text"), widget.NewButton(a.T("exchange.open"), a.openParcel)),
		s.section("exchange.out", "", nil),
		explained(a.T("exchange.ledger_text"), widget.NewButton(a.T("exchange.ledger"), func() { a.exportLedger(view.LedgerQuery{}) })),
		explained(a.T("exchange.all_text"), widget.NewButton(a.T("exchange.all"), a.exportEverything)))
	if lines := a.desk.Exports(); len(lines) > 0 {
		out = append(out, s.section("exchange.log", "", nil), panel(pairs(lines[:min(len(lines), mostLog)])))
	}
	return out
}

// mostLog is how many of the last exports are listed.
const mostLog = 20

// explained is a button with the sentence that says what it is for.
func explained(text string, b *widget.Button) fyne.CanvasObject {
	return panel(container.NewBorder(nil, nil, nil, container.NewCenter(b), line(text)))
}

// batch is one import, with the way to take it back.
func (s *settingsScreen) batch(b data.ImportBatch) fyne.CanvasObject {
	a := s.app
	row := container.NewHBox(fynewidget.NewLabel(a.T("exchange.batch", b.On.Chinese(), b.Cases)), layout.NewSpacer())
	if b.UndoneOn != 0 {
		row.Add(widget.NewStatusChip(widget.Neutral, a.T("exchange.undone", b.UndoneOn.Chinese())))
	} else {
		row.Add(widget.NewButton(a.T("import.undo"), func() { a.undoImport(b.ID, a.refresh) }))
	}
	return panel(container.NewVBox(row, line(b.From)))
}

// undoImport takes an import back after a question, and tells what stayed.
func (a *App) undoImport(batch data.ElementID, then func()) {
	widget.Confirm(a.window.Canvas(), widget.Question{
		Title: a.T("import.undo"), Text: a.T("import.undo_text"), Yes: a.T("import.undo"), Danger: true,
	}, func(yes bool) {
		if !yes {
			return
		}
		withProgress(a, a.T("import.undo"), func(p view.Progress) (view.UndoResult, error) {
			return a.desk.UndoImport(batch, p)
		}, func(r view.UndoResult, err error) {
			then()
			if err != nil {
				a.fail(err)
				return
			}
			text := a.T("import.undo_done", r.Voided)
			if len(r.Kept) > 0 {
				text += "\n" + a.T("import.undo_kept", len(r.Kept), strings.Join(r.Kept[:min(len(r.Kept), mostNamed)], "、"))
			}
			if r.Left > 0 {
				text += "\n" + a.T("import.undo_left", r.Left)
			}
			widget.Message(a.window.Canvas(), a.T("import.undo"), text, nil)
		})
	})
}

// mostNamed is how many cases a message names.
const mostNamed = 10

// openParcel asks for a packed case and its passphrase, and shows what is in it.
func (a *App) openParcel() {
	f := a.newForm()
	path := a.fileField(f, "parcel.file*", parcel.Extension)
	phrase := f.text("parcel.passphrase*", "")
	var d *widget.Dialog
	busy := false
	open := func() bool {
		if busy {
			return false
		}
		busy = true
		from, with := path(), phrase()
		background(func() (*parcel.Parcel, error) { return view.OpenParcel(from, with) }, func(p *parcel.Parcel, err error) {
			busy = false
			if err != nil {
				f.fail(err)
				return
			}
			d.Close()
			a.showParcel(p)
		})
		return false
	}
	d = f.dialog(a.T("exchange.open"), widget.Choice{Text: a.T("parcel.open"), Action: open})
}

// showParcel shows what is in a parcel and takes it in.
func (a *App) showParcel(p *parcel.Parcel) {
	v := a.desk.ParcelView(p)
	content := container.NewVBox(heading(v.Title), pairs(v.Rows))
	take := widget.Choice{Text: a.T("parcel.take"), Action: func() bool { return a.takeParcel(p, false) }}
	choices := []widget.Choice{take, {Text: a.T("form.cancel")}}
	switch {
	case v.Same:
		content.Add(line(a.T("parcel.same")))
		choices = choices[1:]
	case v.Here:
		content.Add(warning(a.T("parcel.merge_text")))
		choices[0] = widget.Choice{Text: a.T("parcel.merge"), Action: func() bool { return a.takeParcel(p, true) }}
	}
	scroll := scrolling(content)
	scroll.SetMinSize(fyne.NewSize(760, min(content.MinSize().Height+dialogRoom, a.window.Canvas().Size().Height*0.62)))
	widget.NewDialog(a.window.Canvas(), a.T("exchange.open"), scroll, choices...)
}

func (a *App) takeParcel(p *parcel.Parcel, merge bool) bool {
	c, err := a.desk.TakeParcel(p, merge)
	if err != nil {
		a.fail(err)
		return false
	}
	a.toasts.Show(widget.Good, a.T("parcel.taken"))
	a.Show(Route{Page: PageCase, Case: c.ID})
	return true
}

// packCase seals the case into a file for another computer, and shows the passphrase that
// is to be told by telephone.
func (s *caseScreen) packCase() {
	a, c := s.app, s.seen
	f := a.newForm()
	dir := a.folderFields(f)
	phrase := f.text("parcel.passphrase*", parcel.NewPassphrase())
	var d *widget.Dialog
	busy := false
	pack := func() bool {
		to, with := dir(), phrase()
		switch {
		case busy:
			return false
		case !isFolder(to):
			f.show(&data.Invalid{Field: "backup.folder", Code: "folder.none"})
			return false
		}
		busy = true
		background(func() (string, error) {
			return numbered(filepath.Join(to, view.ParcelName(c)), parcel.Extension, func(path string) error {
				return a.desk.PackCase(c, path, with)
			})
		}, func(path string, err error) {
			busy = false
			if err != nil {
				f.fail(err)
				return
			}
			d.Close()
			widget.Message(a.window.Canvas(), a.T("parcel.done"), a.T("parcel.done_text", path, with), nil)
		})
		return false
	}
	d = widget.NewDialog(a.window.Canvas(), a.T("parcel.pack"), container.NewVBox(line(a.T("parcel.pack_text")), a.scrolled(f)),
		widget.Choice{Text: a.T("parcel.pack"), Action: pack}, widget.Choice{Text: a.T("form.cancel")})
}

// fileField asks for a file, with the newest ones of its kind in the likely folders to pick
// from.
func (a *App) fileField(f *form, name string, endings ...string) func() string {
	found := findFiles(endings)
	first := ""
	if len(found) > 0 {
		first = found[0]
	}
	typed := f.text(name, first)
	if len(found) > 1 {
		var options []widget.Option
		for _, path := range found {
			options = append(options, widget.Option{Key: path, Label: filepath.Base(path) + "　" + filepath.Dir(path)})
		}
		f.add("file.found", widget.NewSelect(a.T("form.pick"), distinct(options), nil))
		pick := f.fields["file.found"].(*widget.Select)
		pick.OnChanged = func(string) {
			if path := pick.Key(); path != "" {
				f.fields[bareName(name)].(*widget.Entry).SetText(path)
			}
		}
	}
	return func() string { return strings.TrimSpace(typed()) }
}

// stopped reports whether the user stopped the work; that is no error to tell.
func (a *App) stopped(err error) bool {
	if !errors.Is(err, view.ErrStopped) {
		return false
	}
	a.toasts.Show(widget.Info, a.T("progress.stopped"))
	return true
}
