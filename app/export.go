package app

import (
	"errors"
	"os"
	"path/filepath"
	"slices"

	"woshou/app/view"
	"woshou/app/widget"
	"woshou/data"
)

// exportLedger writes the cases that the ledger shows as a spreadsheet, names covered
// unless the user says otherwise.
func (a *App) exportLedger(q view.LedgerQuery) {
	f := a.newForm()
	dir := a.folderFields(f)
	full := f.tick("export.full", false)
	var d *widget.Dialog
	write := func() bool {
		to, in := dir(), view.LedgerExport{Query: q, Full: full()}
		if !isFolder(to) {
			f.show(&data.Invalid{Field: "backup.folder", Code: "folder.none"})
			return false
		}
		d.Close()
		base := filepath.Join(to, a.desk.ExportName(view.ExportLedger))
		withProgress(a, a.T("exchange.ledger"), func(p view.Progress) (string, error) {
			return numbered(base, ".xlsx", func(path string) error {
				_, err := a.desk.ExportLedger(path, in, p)
				return err
			})
		}, a.exported)
		return false
	}
	d = f.dialog(a.T("exchange.ledger"), widget.Choice{Text: a.T("backup.start"), Action: write})
}

// exported tells where a file was written.
func (a *App) exported(path string, err error) {
	a.refresh()
	switch {
	case a.stopped(err):
	case err != nil:
		a.fail(err)
	default:
		widget.Message(a.window.Canvas(), a.T("sheet.done"), a.T("sheet.done_text", path), nil)
	}
}

// exportEverything writes the whole record open to read, after the password was given again.
func (a *App) exportEverything() {
	f := a.newForm()
	dir := a.folderFields(f)
	password := f.password("password*")
	var d *widget.Dialog
	write := func() bool {
		to, with := dir(), password()
		if !isFolder(to) {
			f.show(&data.Invalid{Field: "backup.folder", Code: "folder.none"})
			return false
		}
		withProgress(a, a.T("exchange.all"), func(p view.Progress) (*view.Everything, error) {
			return a.desk.ExportEverything(to, with, p)
		}, func(e *view.Everything, err error) {
			switch {
			case errors.Is(err, data.ErrPassword):
				f.show(&data.Invalid{Field: "password", Code: "password.wrong"})
				return
			case a.stopped(err):
			case err != nil:
				a.fail(err)
			default:
				d.Close()
				a.refresh()
				widget.Message(a.window.Canvas(), a.T("exchange.all"), a.T("exchange.all_done", e.Cases, e.Path), nil)
			}
		})
		return false
	}
	d = f.dialog(a.T("exchange.all"), widget.Choice{Text: a.T("backup.start"), Action: write})
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// mostFiles bounds the files that are offered, newest first.
const mostFiles = 30

// findFiles lists the files with one of these endings in the likely folders.
func findFiles(endings []string) []string {
	type found struct {
		path string
		at   int64
	}
	var files []found
	for _, dir := range append(backupFolders(os.Getenv), downloads()...) {
		entries, err := os.ReadDir(dir)
		if err != nil {
			continue // a folder that cannot be read offers nothing
		}
		for _, e := range entries {
			info, err := e.Info()
			if err == nil && info.Mode().IsRegular() && hasEnding(e.Name(), endings) {
				files = append(files, found{filepath.Join(dir, e.Name()), info.ModTime().UnixNano()})
			}
		}
	}
	slices.SortStableFunc(files, func(x, y found) int { return int((y.at - x.at) / 1e9) })
	var out []string
	for _, f := range files[:min(len(files), mostFiles)] {
		out = append(out, f.path)
	}
	return out
}

// downloads are the folders where files from telephones and mail end up.
func downloads() []string {
	home, err := os.UserHomeDir()
	if err != nil {
		return nil
	}
	var out []string
	for _, name := range []string{"下载", "Downloads", "图片", "Pictures"} {
		out = append(out, filepath.Join(home, name))
	}
	return out
}
