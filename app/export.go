package app

import (
	"errors"
	"path/filepath"

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
