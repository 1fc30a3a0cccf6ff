package app

import (
	"path/filepath"

	"woshou/app/widget"
	"woshou/data/sheet"
)

// exportButton writes a table as a spreadsheet into a folder that the user picks. what
// names a table with the names of parties, whose export is recorded; "" records nothing.
func (a *App) exportButton(what string, table func() sheet.Sheet) *widget.Button {
	return widget.NewButton(a.T("sheet.export"), func() {
		desk, today := a.desk, a.today().String()
		a.askFolder(a.T("sheet.export"), func(dir string) (string, error) {
			t := table() // reads all cases, so not in the window's goroutine
			return numbered(filepath.Join(dir, t.Title+" "+today), ".xlsx", func(path string) error { return desk.ExportTable(path, what, t) })
		}, func(path string) {
			widget.Message(a.window.Canvas(), a.T("sheet.done"), a.T("sheet.done_text", path), nil)
			a.refresh()
		})
	})
}
