package app

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"woshou/app/widget"
	"woshou/data"
)

// backup copies the record into a folder. The copy is opened and checked before it
// counts.
func (s *settingsScreen) backup() {
	a := s.app
	base, st := a.T("backup.file", a.today().String()), a.desk.Store
	a.askFolder(a.T("settings.backup"), func(dir string) (string, error) {
		return numbered(filepath.Join(dir, base), ".db", st.Backup)
	}, func(path string) {
		widget.Message(a.window.Canvas(), a.T("backup.done"), a.T("backup.done_text", path), nil)
	})
}

// askFolder asks for a folder, writes something into it in the background, and
// calls done with the path of what was written.
func (a *App) askFolder(title string, write func(dir string) (string, error), done func(path string)) {
	f := a.newForm()
	typed := a.folderFields(f)
	var d *widget.Dialog
	busy := false
	start := func() bool {
		dir := typed()
		if info, err := os.Stat(dir); err != nil || !info.IsDir() {
			f.show(&data.Invalid{Field: "backup.folder", Code: "folder.none"})
			return false
		}
		if busy {
			return false
		}
		busy = true
		background(func() (string, error) { return write(dir) }, func(path string, err error) {
			busy = false
			if err != nil {
				a.fail(err)
				return
			}
			d.Close()
			done(path)
		})
		return false
	}
	d = widget.NewDialog(a.window.Canvas(), title, a.scrolled(f),
		widget.Choice{Text: a.T("backup.start"), Action: start}, widget.Choice{Text: a.T("form.cancel")})
}

// folderFields asks for a folder, with the likely ones to pick from: plugged in
// sticks come first.
func (a *App) folderFields(f *form) func() string {
	found := backupFolders(os.Getenv)
	first := ""
	if len(found) > 0 {
		first = found[0]
	}
	typed := f.text("backup.folder*", first)
	if len(found) > 1 {
		var options []widget.Option
		for _, dir := range found {
			options = append(options, widget.Option{Key: dir, Label: dir})
		}
		f.add("backup.found", widget.NewSelect(a.T("form.pick"), options, func(dir string) {
			if dir != "" {
				f.fields["backup.folder"].(*widget.Entry).SetText(dir)
			}
		}))
	}
	return typed
}

// mostNumbers bounds the search for a free name.
const mostNumbers = 1000

// numbered writes a new file under base and ext, with a number where the name is
// taken; nothing that is there is overwritten. It returns the name that was free.
func numbered(base, ext string, write func(path string) error) (string, error) {
	for n := 1; n < mostNumbers; n++ {
		path := base + ext
		if n > 1 {
			path = fmt.Sprintf("%s-%d%s", base, n, ext)
		}
		err := write(path)
		if err == nil {
			return path, nil
		}
		if !errors.Is(err, fs.ErrExist) {
			return "", err
		}
	}
	return "", fs.ErrExist
}
