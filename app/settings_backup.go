package app

import (
	"context"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynewidget "fyne.io/fyne/v2/widget"

	"woshou/app/view"
	"woshou/app/widget"
	"woshou/data"
	"woshou/data/backup"
)

// backupTab is how safe the record is: the newest copy, the last trial, and what to do.
func (s *settingsScreen) backupTab() []fyne.CanvasObject {
	a := s.app
	v := a.desk.BackupView()
	mark := widget.NewStatusChip(tone(v.Tone), a.T("backup.tone."+string(v.Tone)))
	state := container.NewVBox(container.NewBorder(nil, nil, container.NewCenter(mark), nil, line(v.Summary)))
	if v.Problem.Text != "" {
		state.Add(warning(v.Problem.Text))
		if v.Problem.Hint != "" {
			state.Add(line(v.Problem.Hint))
		}
	}
	if v.Files != "" {
		state.Add(warning(v.Files))
	}
	out := []fyne.CanvasObject{s.section("settings.tab.backup", "", nil), panel(state),
		container.NewHBox(widget.NewPrimaryButton(a.T("settings.backup"), s.backup), widget.NewButton(a.T("backup.try"), s.try),
			widget.NewButton(a.T("restore.start"), s.restore)),
		s.section("backup.folder_title", a.T("settings.change"), s.changeFolder), line(a.T("backup.folder_text", v.Folder))}
	if v.Beside {
		out = append(out, line(a.T("backup.folder_hint")))
	}
	out = append(out, s.oldBackups(v)...)
	if len(v.Rows) > 0 {
		out = append(out, s.section("backup.list", "", nil), s.backupRows(v.Rows))
	}
	return append(out, s.repairs()...)
}

// mostBackups bounds the list on the screen.
const mostBackups = 30

func (s *settingsScreen) backupRows(rows []view.BackupRow) fyne.CanvasObject {
	list := container.NewVBox()
	for _, r := range rows[:min(len(rows), mostBackups)] {
		row := []fyne.CanvasObject{fynewidget.NewLabel(r.When), container.NewHBox(widget.NewStatusChip(tone(r.Tone), r.State)), short(r.Where)}
		if s.app.largeType() {
			list.Add(container.NewVBox(container.NewHBox(row[:2]...), row[2]))
			continue
		}
		list.Add(container.New(widths{11, 14, 0}, row...))
	}
	return panel(list)
}

// oldBackups says which copies still hold destroyed dossiers.
func (s *settingsScreen) oldBackups(v *view.BackupView) []fyne.CanvasObject {
	if len(v.Old)+len(v.Replaced) == 0 {
		return nil
	}
	a := s.app
	out := []fyne.CanvasObject{s.section("backup.old", "", nil), warning(a.T("backup.old_text"))}
	if len(v.Old) > 0 {
		out = append(out, s.backupRows(v.Old))
	}
	for _, path := range v.Replaced {
		out = append(out, line(path))
	}
	return append(out, container.NewHBox(widget.NewButton(a.T("backup.replace"), s.replaceBackups)))
}

// backup copies the record into a folder. The copy is opened and checked before it
// counts.
func (s *settingsScreen) backup() {
	a := s.app
	s.pickFolder(a.T("settings.backup"), "", func(dir string) {
		keep, st := a.desk.Backups, a.desk.Store
		underWay(a, a.T("settings.backup"), func(ctx context.Context, tell func(backup.Progress)) (backup.Note, error) {
			return keep.Make(ctx, st, dir, tell)
		}, func(n backup.Note) {
			widget.Message(a.window.Canvas(), a.T("backup.done"), a.T("backup.done_text", n.Path()), nil)
		})
	})
}

// pickFolder asks for a folder that is there.
func (s *settingsScreen) pickFolder(title, text string, then func(dir string)) {
	a := s.app
	f := a.newForm()
	typed := a.folderFields(f)
	pick := func() bool {
		if !isFolder(typed()) {
			f.show(&data.Invalid{Field: "backup.folder", Code: "folder.none"})
			return false
		}
		return true
	}
	content := a.scrolled(f)
	if text != "" {
		content = container.NewBorder(line(text), nil, nil, nil, content)
	}
	var d *widget.Dialog
	d = widget.NewDialog(a.window.Canvas(), title, content,
		widget.Choice{Text: a.T("backup.start"), Action: func() bool {
			if pick() {
				d.Close() // before what follows, which opens a dialog of its own
				then(typed())
			}
			return false
		}}, widget.Choice{Text: a.T("form.cancel")})
}

// changeFolder chooses where the daily backups go.
func (s *settingsScreen) changeFolder() {
	a := s.app
	s.pickFolder(a.T("backup.folder_title"), a.T("backup.folder_hint"), func(dir string) {
		a.done(a.desk.Backups.SetFolder(dir))
	})
}

// try restores the newest backup to one side and compares it, and brings back the attachments
// that are gone.
func (s *settingsScreen) try() {
	a, desk := s.app, s.app.desk
	var mended string
	underWay(a, a.T("backup.try"), func(ctx context.Context, tell func(backup.Progress)) (backup.Drill, error) {
		d, err := desk.Backups.Try(ctx, desk.Store, tell)
		if err == nil {
			mended, err = desk.MendAttachments(ctx)
		}
		return d, err
	}, func(d backup.Drill) {
		text := a.T("backup.try_text", d.Made.Format("2006-01-02 15:04"), d.Cases)
		if mended != "" {
			text += "\n\n" + mended
		}
		widget.Message(a.window.Canvas(), a.T("backup.try_done"), text, nil)
	})
}

// replaceBackups makes a new backup and removes the older ones.
func (s *settingsScreen) replaceBackups() {
	a := s.app
	widget.Confirm(a.window.Canvas(), widget.Question{
		Title: a.T("backup.replace"), Text: a.T("backup.replace_text"), Yes: a.T("backup.replace"), Danger: true,
	}, func(yes bool) {
		if !yes {
			return
		}
		underWay(a, a.T("backup.replace"), a.desk.ReplaceBackups, func(left []backup.Note) {
			text := a.T("backup.replaced")
			for _, n := range left {
				text += "\n" + n.Path()
			}
			widget.Message(a.window.Canvas(), a.T("backup.replace"), text, nil)
		})
	})
}

// restore asks which backup is to take the record's place, and makes it ready for the
// next start.
func (s *settingsScreen) restore() {
	a := s.app
	desk := a.desk
	ask := restoreForm{a.T("restore.start"), a.T("restore.text"), a.T("restore.check"), "restore.password"}
	a.askRestore(ask, desk.Backups, desk.Stage, s.restoreReady)
}

// restoreForm is a dialog that asks for a backup, with its password in a field named secret.
type restoreForm struct{ title, text, button, secret string }

// stage makes a backup ready to take the record's place.
type stage func(ctx context.Context, path, password string, tell func(backup.Progress)) (backup.Found, error)

// askRestore asks which backup is to take the record's place, and stages it.
func (a *App) askRestore(ask restoreForm, keep *backup.Keeper, do stage, done func(path string, found backup.Found)) {
	f := a.newForm()
	read := a.restoreFields(f, keep, ask.secret)
	var d *widget.Dialog
	begin := func() bool {
		path, password := read()
		if !isFile(path) {
			f.show(&data.Invalid{Field: "restore.file", Code: "file.none"})
			return false
		}
		d.Close()
		underWay(a, ask.title, func(ctx context.Context, tell func(backup.Progress)) (backup.Found, error) {
			return do(ctx, path, password, tell)
		}, func(found backup.Found) { done(path, found) })
		return false
	}
	d = widget.NewDialog(a.window.Canvas(), ask.title, container.NewBorder(line(ask.text), nil, nil, nil, a.scrolled(f)),
		widget.Choice{Text: ask.button, Action: begin}, widget.Choice{Text: a.T("form.cancel")})
}

// restoreReady says what was found and asks whether to go on: the program ends, and
// the next start switches.
func (s *settingsScreen) restoreReady(path string, found backup.Found) {
	a := s.app
	widget.Confirm(a.window.Canvas(), widget.Question{
		Title: a.T("restore.ready"), Text: view.FoundText(a.Words, found) + "\n\n" + a.T("restore.ready_text"),
		Yes: a.T("restore.go"), No: a.T("restore.stay"), Danger: true,
	}, func(yes bool) {
		if !yes {
			a.logged(a.desk.Backups.Unstage())
			return
		}
		if err := a.desk.Backups.Approve(path); err != nil {
			a.fail(err)
			return
		}
		a.leave(a.close)
	})
}

// restoreFields asks for a backup file, one of those that were made here or any other,
// and for its password in a field named secret.
func (a *App) restoreFields(f *form, keep *backup.Keeper, secret string) func() (path, password string) {
	var known []widget.Option
	for _, n := range keep.Notes() {
		if keep.Present(n) && !n.Bad {
			known = append(known, widget.Option{Key: n.Path(), Label: n.At.Format("2006-01-02 15:04") + "　" + filepath.Base(n.Folder)})
		}
	}
	first := ""
	if len(known) > 0 {
		first = known[0].Key
		f.add("restore.known", widget.NewSelect(a.T("form.pick"), distinct(known), nil))
	}
	path := f.text("restore.file*", first)
	if len(known) > 0 {
		pick := f.fields["restore.known"].(*widget.Select)
		pick.SetKey(first)
		pick.OnChanged = func(string) { f.fields["restore.file"].(*widget.Entry).SetText(pick.Key()) }
	}
	password := f.password(secret)
	return func() (string, string) { return path(), password() }
}

// repairs says what was put right when the record was opened.
func (s *settingsScreen) repairs() []fyne.CanvasObject {
	texts := s.app.desk.Repairs()
	if len(texts) == 0 {
		return nil
	}
	out := []fyne.CanvasObject{s.section("repair.title", "", nil)}
	for _, text := range texts {
		out = append(out, line(text))
	}
	return out
}

// tellRepairs says once, after the record was opened, what was put right.
func (a *App) tellRepairs() {
	if texts := a.desk.Repairs(); len(texts) > 0 && !a.inSamples() {
		widget.Message(a.window.Canvas(), a.T("repair.title"), strings.Join(texts, "\n\n"), nil)
	}
}
