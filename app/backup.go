package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"woshou/app/widget"
	"woshou/data"
	"woshou/data/backup"
)

// keeper keeps the backups of the real record.
func (a *App) keeper() *backup.Keeper {
	opt := a.Deps.Store
	opt.Now = a.clock
	return backup.New(a.home.Record(), backup.Options{Now: a.clock, Store: opt})
}

// switchRecord puts a backup that was made ready into the record's place, before the
// record is opened.
func (a *App) switchRecord() {
	done, err := a.keeper().Switch()
	switch {
	case errors.Is(err, data.ErrLocked): // the unlock screen tells it
	case err != nil:
		a.fail(err)
	case done.From != "":
		widget.Message(a.window.Canvas(), a.T("restore.done"), a.T("restore.done_text", done.From, filepath.Base(done.Aside)), func() {
			if s, ok := a.screen.(*unlockScreen); ok && s.form != nil {
				s.focus("password")
			}
		})
	}
}

// restBackup makes the day's backup in a quiet minute, and tries one now and then.
func (a *App) restBackup() {
	desk := a.desk
	if desk == nil || desk.Backups == nil || a.resting {
		return
	}
	a.resting = true
	background(func() (rested, error) {
		mended, bad := desk.MendAttachments(context.Background())
		made, err := desk.Backups.Daily(context.Background(), desk.Store, false)
		if err == nil && desk.TryDue() {
			_, err = desk.Backups.Try(context.Background(), desk.Store, func(backup.Progress) {})
		}
		return rested{made, mended}, errors.Join(err, bad)
	}, func(did rested, err error) {
		a.resting = false
		switch {
		case did.mended != "":
			a.mended.text = did.mended
		case a.mended.text == a.mended.told: // all is well again
			a.mended = mendedFiles{}
		}
		if a.desk != desk || a.cover != nil || a.window.Canvas().Overlays().Top() != nil {
			return
		}
		if did.made || err != nil {
			a.refresh()
		}
		a.tellMended()
	})
}

// rested is what a quiet minute came to: whether a backup was made, and what became of
// attachments that were gone, in words.
type rested struct {
	made   bool
	mended string
}

// mendedFiles is what became of attachments that were gone, in words, and what of it was
// told already.
type mendedFiles struct{ text, told string }

// tellMended says once what became of attachments that were gone.
func (a *App) tellMended() {
	if m := &a.mended; m.text != m.told {
		m.told = m.text
		widget.Message(a.window.Canvas(), a.T("attachment.mended_title"), m.text, nil)
	}
}

// lastBackup makes the day's backup when the program ends. What goes wrong is noted in
// the keeper's book and told at the next start.
func (a *App) lastBackup() {
	if a.desk != nil && a.desk.Backups != nil {
		_, err := a.desk.Backups.Daily(context.Background(), a.desk.Store, true)
		a.logged(err)
	}
}

// askFolder asks for a folder, writes something into it in the background, and
// calls done with the path of what was written.
func (a *App) askFolder(title string, write func(dir string) (string, error), done func(path string)) {
	f := a.newForm()
	a.askFolderWith(f, a.folderFields(f), title, write, done)
}

// askFolderWith is askFolder with more to ask in its form.
func (a *App) askFolderWith(f *form, typed func() string, title string, write func(dir string) (string, error), done func(path string)) {
	var d *widget.Dialog
	busy := false
	start := func() bool {
		dir := typed()
		if !isFolder(dir) {
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
				f.fail(err)
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

// newFolder makes a folder, with a number where its name is taken.
func newFolder(base string) (string, error) {
	return numbered(base, "", func(path string) error { return os.Mkdir(path, 0o700) })
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}
